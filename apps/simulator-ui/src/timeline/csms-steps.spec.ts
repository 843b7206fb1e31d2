import { expect, it } from '@jest/globals';
import { csmsSteps } from './csms-steps.js';
import { ExchangeLog } from './exchanges.js';

const frame = (number: number, kind: 'sent' | 'received', text: string) => {
  const header = { messageType: null, messageId: null, action: null };
  return { number, at: number * 100, kind, text, cause: '', ...header };
};

it('has exchanges of both sides with their answers, and what people did; no other event and no stray frame', () => {
  const log = new ExchangeLog();
  log.append([
    { number: 1, at: 100, kind: 'event', level: 'info', text: 'Power on' },
    frame(2, 'sent', '[2,"a","Heartbeat",{}]'),
    frame(3, 'received', '[4,"a","InternalError","sorry",{}]'),
    { number: 4, at: 400, kind: 'event', level: 'info', text: 'Card', input: { type: 'tagPresented', idTag: 'TAG' } },
    frame(5, 'received', 'no frame'),
    frame(6, 'received', '[2,"b","Reset",{"type":"Soft"}]'),
    frame(7, 'sent', '[3,"b",{"status":"Accepted"}]'),
    frame(8, 'received', '[2,"c","ClearCache",{}]'),
  ]);
  expect(csmsSteps(log.rows)).toEqual([
    {
      ...{ kind: 'exchange', row: 2, at: 200, from: 'station', action: 'Heartbeat', messageId: 'a' },
      ...{ text: '[2,"a","Heartbeat",{}]', payload: {} },
      answer: { kind: 'error', at: 300, errorCode: 'InternalError', errorDescription: 'sorry', errorDetails: {} },
    },
    { kind: 'gesture', row: 4, at: 400, input: { type: 'tagPresented', idTag: 'TAG' } },
    expect.objectContaining({
      ...{ row: 6, from: 'csms', action: 'Reset' },
      answer: { kind: 'result', at: 700, payload: { status: 'Accepted' } },
    }),
    expect.objectContaining({ row: 8, action: 'ClearCache', answer: null }),
  ]);
});
