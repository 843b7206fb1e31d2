import { describe, expect, it } from '@jest/globals';
import type { TimelineEntry } from '@simulator/station-runner/browser';
import { ExchangeLog, MAX_ROWS } from './exchanges.js';
import { latencyOf } from './row.js';

let number = 0;
const frame = (kind: 'sent' | 'received', at: number, text: string): TimelineEntry => ({
  ...{ number: number++, at, kind, text, cause: kind === 'sent' ? 'power on' : '' },
  ...{ messageType: null, messageId: null, action: null },
});
const boot = '[2,"a","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]';
const accepted = '[3,"a",{"status":"Accepted","currentTime":"2026-01-01T00:00:00Z","interval":300}]';

describe('the timeline of a station', () => {
  it('shows a CALL and its answer as one row with its latency', () => {
    const log = new ExchangeLog();
    log.append([frame('sent', 1000, boot)]);
    expect(log.rows).toMatchObject([{ kind: 'exchange', from: 'station', action: 'BootNotification', answer: null }]);
    log.append([frame('received', 1012, accepted)]);
    expect(log.rows).toMatchObject([{ cause: 'power on', answer: { outcome: 'result', payload: { interval: 300 } } }]);
    const [row] = log.rows;
    expect(row?.kind === 'exchange' ? latencyOf(row) : null).toBe(12);
  });

  it('keeps the two directions apart when they use the same message id', () => {
    const log = new ExchangeLog();
    log.append([
      frame('sent', 1, '[2,"a","Heartbeat",{}]'),
      frame('received', 2, '[2,"a","Reset",{"type":"Soft"}]'),
      frame('sent', 3, '[3,"a",{"status":"Accepted"}]'),
    ]);
    expect(log.rows).toMatchObject([
      { from: 'station', action: 'Heartbeat', answer: null },
      { from: 'csms', action: 'Reset', answer: { payload: { status: 'Accepted' } } },
    ]);
  });

  it('shows a CALLERROR as the answer', () => {
    const log = new ExchangeLog();
    log.append([frame('sent', 1, boot), frame('received', 2, '[4,"a","NotImplemented","no",{}]')]);
    expect(log.rows).toMatchObject([{ answer: { outcome: 'error', errorCode: 'NotImplemented' } }]);
  });

  it('gives text that is no frame, and an answer to nothing, rows of their own', () => {
    const log = new ExchangeLog();
    log.append([frame('received', 1, 'hello'), frame('received', 2, '[3,"zzz",{}]')]);
    expect(log.rows).toMatchObject([
      { kind: 'stray', from: 'csms', problem: 'The message is not valid JSON' },
      { kind: 'stray', problem: expect.stringContaining('zzz') },
    ]);
  });

  it('takes what is replayed only once', () => {
    const log = new ExchangeLog();
    const entries = [frame('sent', 1, boot), frame('received', 2, accepted)];
    log.append(entries);
    log.append([...entries, { number: number++, at: 3, kind: 'event', level: 'info', text: 'closed' }]);
    expect(log.rows.map(({ kind }) => kind)).toEqual(['exchange', 'event']);
  });

  it('marks what is open when the connection ends, and takes an answer that was on its way', () => {
    const log = new ExchangeLog();
    log.append([frame('sent', 1, boot), frame('sent', 1, '[2,"b","Heartbeat",{}]')]);
    log.connectionLost();
    expect(log.rows).toMatchObject([
      { lost: true, answer: null },
      { lost: true, answer: null },
    ]);
    log.append([frame('received', 2, accepted)]);
    expect(log.rows).toMatchObject([{ lost: false, answer: { outcome: 'result' } }, { lost: true }]);
  });

  it('forgets the oldest rows beyond its limit and still finds the row of an answer', () => {
    const log = new ExchangeLog();
    log.append(Array.from({ length: MAX_ROWS + 1 }, (_, i) => frame('sent', i, `[2,"m${i}","Heartbeat",{}]`)));
    expect(log.rows.length).toBeLessThanOrEqual(MAX_ROWS);
    log.append([frame('received', 9, `[3,"m${MAX_ROWS}",{"currentTime":"2026-01-01T00:00:00Z"}]`)]);
    expect(log.rows.at(-1)).toMatchObject({ answer: { outcome: 'result' } });
    log.append([frame('received', 9, '[3,"m0",{"currentTime":"2026-01-01T00:00:00Z"}]')]);
    expect(log.rows.at(-1)).toMatchObject({ answer: { outcome: 'result' } });
  });
});
