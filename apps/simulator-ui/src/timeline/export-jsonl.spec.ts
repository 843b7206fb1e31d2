import { expect, it } from '@jest/globals';
import { toJsonl } from './export-jsonl.js';
import { ExchangeLog } from './exchanges.js';

it('gives a line of JSON for each row, with the frames as they were', () => {
  const log = new ExchangeLog();
  const call = '[2,"1","Heartbeat",{}]';
  const answer = '[3,"1",{"currentTime":"x"}]';
  const header = { messageId: '1', action: 'Heartbeat' };
  log.append([
    { number: 1, at: 0, kind: 'event', level: 'info', text: 'line\nbreak' },
    { number: 2, at: 1000, kind: 'sent', text: call, messageType: 2, cause: 'HeartbeatInterval', ...header },
    { number: 3, at: 1500, kind: 'received', text: answer, messageType: 3, cause: '', ...header },
    { number: 4, at: 2000, kind: 'received', text: '{', messageType: null, messageId: null, action: null, cause: '' },
  ]);
  const lines = toJsonl(log.rows).split('\n');
  expect(lines.pop()).toBe('');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { at: '1970-01-01T00:00:00.000Z', kind: 'event', text: 'line\nbreak' },
    {
      kind: 'exchange',
      from: 'station',
      action: 'Heartbeat',
      cause: 'HeartbeatInterval',
      frame: call,
      answer: { at: '1970-01-01T00:00:01.500Z', outcome: 'result', frame: answer },
    },
    { kind: 'stray', from: 'csms', frame: '{' },
  ]);
});
