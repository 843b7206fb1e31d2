import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest, DatabaseKind } from '../../test/api-under-test.js';
import type { Json } from '../../test/json.js';
import { until } from '../../test/test-station.js';
import type { PassedFrame } from '../ocpp/station-connection.js';
import { StationEntity } from '../stations/station.entity.js';
import { MessageEntity } from './message.entity.js';
import { MessageLog } from './message-log.js';
import { WaitingFrames } from './waiting-frames.js';

const frame = (
  direction: 'in' | 'out',
  messageType: PassedFrame['messageType'],
  messageId: string | null,
): PassedFrame => ({
  direction,
  messageType,
  messageId,
  action: 'Heartbeat',
  text: `${direction} ${messageType} ${messageId}`,
});

const asked = (id: string): PassedFrame => frame('in', 'call', id);
const answered = (id: string): PassedFrame => frame('out', 'callResult', id);
const now = new Date();

describe('frames that wait', () => {
  const rowsOf = (passed: PassedFrame[]): unknown[] => {
    const waiting = new WaitingFrames();
    for (const each of passed) waiting.add('CS', each, now);
    return waiting.take(now).map(({ text, answerText }) => [text, answerText]);
  };

  test('a CALL and the answer that follows it are one row, in either direction', () => {
    expect(rowsOf([asked('1'), answered('1'), frame('out', 'call', 'x'), frame('in', 'callError', 'x')])).toEqual([
      ['in call 1', 'out callResult 1'],
      ['out call x', 'in callError x'],
    ]);
  });

  test.each([
    ['another frame between them', [asked('1'), frame('out', 'call', 'x'), answered('1')]],
    ['another id', [asked('1'), answered('2')]],
    ['the same direction', [asked('1'), frame('in', 'callResult', '1')]],
    ['a second answer', [asked('1'), answered('1'), answered('1')]],
    ['an answer of no CALL', [frame('in', 'malformed', '1'), answered('1')]],
  ])('%s: rows of their own, in the order in which they passed', (_what, passed) => {
    const rows = rowsOf(passed)
      .flat()
      .filter((text) => text !== null);
    expect(rows).toEqual(passed.map(({ text }) => text));
    expect(rowsOf(passed).length).toBeGreaterThan(1);
  });

  test('a young CALL waits for its answer, unless another frame of its station came after it', () => {
    const waiting = new WaitingFrames();
    const add = (stationId: string, passed: PassedFrame): void => waiting.add(stationId, passed, now);
    add('A', asked('1'));
    add('B', asked('1'));
    add('B', asked('2'));
    const before = new Date(now.getTime() - 1);
    expect(waiting.take(before).map(({ stationId, messageId }) => [stationId, messageId])).toEqual([['B', '1']]);
    add('A', answered('1'));
    expect(waiting.take(before).map(({ stationId, answerType }) => [stationId, answerType])).toEqual([
      ['A', 'callResult'],
    ]);
    expect(waiting.take(now).map(({ messageId }) => messageId)).toEqual(['2']);
    add('B', answered('2'));
    expect(waiting.take(now).map(({ text }) => text)).toEqual(['out callResult 2']);
  });
});

function suite(kind: DatabaseKind): void {
  let api: ApiUnderTest;
  const read = async (query: string): Promise<Json> =>
    (await supertest(api.server).get(`/api/v1/stations/CS/messages?${query}`).expect(200)).body;
  const record = (...frames: PassedFrame[]): void => {
    for (const each of frames) api.app.get(MessageLog).record('CS', each);
  };
  const flush = (): Promise<void> => api.app.get(MessageLog).flush();

  /** All pages of so many, from the newest on. */
  async function pages(query: string, limit: number): Promise<Json[]> {
    const items: Json[] = [];
    let cursor = '';
    do {
      const page = await read(`${query}&limit=${limit}${cursor}`);
      expect(page.items.length).toBeLessThanOrEqual(limit);
      items.push(...page.items);
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    return items;
  }

  beforeAll(async () => {
    api = await startApi(kind);
    await api.dataSource.getRepository(StationEntity).insert({ id: 'CS', createdAt: now });
  });
  afterEach(() => api.dataSource.getRepository(MessageEntity).clear());
  afterAll(() => api.stop());

  test('every frame is listed by itself, newest first, whatever shares a row; in pages of any size none is lost', async () => {
    record(
      asked('1'),
      answered('1'),
      asked('2'),
      frame('out', 'call', 'x'),
      answered('2'),
      frame('in', 'callResult', 'x'),
    );
    record(frame('in', 'malformed', null), asked('3'), frame('out', 'callError', '3'));
    await flush();
    expect(await api.dataSource.getRepository(MessageEntity).count()).toBe(7);
    const all = await pages('', 100);
    expect(all.map(({ text }: Json) => text)).toEqual([
      ...['out callError 3', 'in call 3', 'in malformed null', 'in callResult x', 'out callResult 2'],
      ...['out call x', 'in call 2', 'out callResult 1', 'in call 1'],
    ]);
    expect(new Set(all.map(({ id }: Json) => id)).size).toBe(9);
    const { sizeBytes, ...answer } = all[7];
    expect(answer).toMatchObject({
      stationId: 'CS',
      direction: 'out',
      type: 'callResult',
      messageId: '1',
      action: 'Heartbeat',
    });
    expect(sizeBytes).toBe('out callResult 1'.length);
    for (const limit of [1, 2, 3, 4, 5]) {
      expect(await pages('', limit)).toEqual(all);
      for (const direction of ['in', 'out']) {
        const filtered = all.filter((each: Json) => each.direction === direction);
        expect(await pages(`direction=${direction}`, limit)).toEqual(filtered);
      }
    }
  });

  test('from and to hold for each frame, not for the row', async () => {
    const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
    const row = { stationId: 'CS', direction: 'in', type: 'call', text: 'asked', sizeBytes: 5 } as const;
    const answer = { answerType: 'callResult', answerText: 'answered', answerSizeBytes: 8 } as const;
    const rows = api.dataSource.getRepository(MessageEntity);
    for (let second = 0; second < 10; second += 2) {
      await rows.insert({ ...row, ...answer, receivedAt: at(second), answeredAt: at(second + 1) });
    }
    const seconds = async (from: number, to: number, rest = ''): Promise<number[]> =>
      (await pages(`from=${at(from).toISOString()}&to=${at(to).toISOString()}${rest}`, 2)).map(({ receivedAt }: Json) =>
        new Date(receivedAt).getUTCSeconds(),
      );
    expect(await seconds(3, 7)).toEqual([6, 5, 4, 3]);
    expect(await seconds(3, 7, '&direction=in')).toEqual([6, 4]);
    expect(await seconds(3, 7, '&direction=out')).toEqual([5, 3]);
    expect(await seconds(3, 7, '&action=Nothing')).toEqual([]);
  });

  test('a CALL that nobody answers is logged all the same', async () => {
    record(asked('unanswered'));
    let items: Json[] = [];
    await until(async () => {
      items = (await read('')).items;
      return items.length > 0;
    }, 'it is logged');
    expect(items.map(({ text }) => text)).toEqual(['in call unanswered']);
  });
}

describe('the message log on SQLite', () => suite('SQLite'));
describeWith('MariaDB', 'the message log on MariaDB', () => suite('MariaDB'));
