import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { Response } from 'express';
import { EventStream } from './event-stream.js';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** What an answer is to a stream. */
function answer() {
  const written: string[] = [];
  const emitter = Object.assign(new EventEmitter(), {
    status: () => emitter,
    setHeader: () => emitter,
    flushHeaders: () => {},
    write: (text: string) => written.push(text),
    end: () => emitter.emit('close'),
    writableLength: 0,
  });
  return { response: emitter as unknown as Response, written };
}

test('a silent stream has a comment line at least every 15 s, and none after its end', () => {
  const { response, written } = answer();
  const stream = new EventStream(response);
  const comments = (): number => written.filter((text) => /^:.*\n\n$/.test(text)).length;
  for (let minute = 1; minute <= 4; minute += 1) {
    const before = comments();
    jest.advanceTimersByTime(15_000);
    expect(comments()).toBeGreaterThan(before);
  }
  stream.end();
  const before = comments();
  jest.advanceTimersByTime(60_000);
  expect(comments()).toBe(before);
});
