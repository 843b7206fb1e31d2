import { describe, expect, it } from '@jest/globals';
import { isError, noFilter, showRows } from './filter.js';
import type { ExchangeRow, Payload, TimelineRow } from './row.js';

let number = 0;
function exchange(action: string, result: Payload | null = {}, payload: Payload = {}): ExchangeRow {
  const text = JSON.stringify([2, 'm', action, payload]);
  return {
    ...{ kind: 'exchange', number: number++, at: 0, from: 'station', action, messageId: 'm', text, payload, cause: '' },
    answer: result && { outcome: 'result', at: 1, text: JSON.stringify(result), payload: result },
    lost: false,
  };
}
const event = (level: 'info' | 'error'): TimelineRow => ({
  kind: 'event',
  number: number++,
  at: 0,
  level,
  text: 'closed',
});

describe('the timeline filter', () => {
  it('folds runs of answered heartbeats into the newest one', () => {
    const rows = [exchange('Heartbeat'), exchange('Heartbeat'), exchange('Authorize'), exchange('Heartbeat')];
    const shown = showRows(rows, noFilter);
    expect(shown.map(({ folded }) => folded)).toEqual([2, 1, 1]);
    expect(shown[0]?.row).toBe(rows[1]);
    expect(showRows(rows, { ...noFilter, foldHeartbeats: false })).toHaveLength(4);
  });

  it('never folds a heartbeat that has no answer', () => {
    expect(showRows([exchange('Heartbeat'), exchange('Heartbeat', null)], noFilter)).toHaveLength(2);
  });

  it('searches words and frames alike', () => {
    const rows = [exchange('Authorize', {}, { idTag: 'VISITOR-7' }), exchange('StatusNotification'), event('info')];
    expect(showRows(rows, { ...noFilter, search: 'visitor' })).toHaveLength(1);
    expect(showRows(rows, { ...noFilter, search: 'CLOSED' })).toHaveLength(1);
    expect(showRows(rows, { ...noFilter, actions: ['StatusNotification'] })).toHaveLength(1);
  });

  it('counts refusals, lost calls and stray frames as errors', () => {
    expect(isError(exchange('Authorize', { idTagInfo: { status: 'Invalid' } }))).toBe(true);
    expect(isError(exchange('Authorize', { idTagInfo: { status: 'Accepted' } }))).toBe(false);
    expect(isError(exchange('Reset', { status: 'Rejected' }))).toBe(true);
    expect(isError({ ...exchange('Authorize', null), lost: true })).toBe(true);
    expect([event('info'), event('error')].map(isError)).toEqual([false, true]);
    const rows = [exchange('Reset', { status: 'Rejected' }), exchange('Heartbeat')];
    expect(showRows(rows, { ...noFilter, onlyErrors: true })).toHaveLength(1);
  });

  it('tells who called, and shows nothing newer than where it was paused', () => {
    const rows = [exchange('A'), { ...exchange('B'), from: 'csms' as const }, event('info')];
    expect(showRows(rows, { ...noFilter, from: 'csms' })).toHaveLength(1);
    expect(showRows(rows, { ...noFilter, actions: ['A', 'B'] })).toHaveLength(2);
    expect(showRows(rows, { ...noFilter, upTo: rows[0]!.number })).toHaveLength(1);
  });
});
