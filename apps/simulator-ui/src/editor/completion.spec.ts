import { describe, expect, it } from '@jest/globals';
import { offersAt } from './completion.js';
import type { Edited } from './completion.js';

const frame: Edited = { kind: 'frame', answerTo: null, sender: 'station' };
const now = '2026-01-05T08:00:00.000Z';

/** `|` is the caret. */
function offered(text: string, edited: Edited = frame): string[] {
  const caret = text.indexOf('|');
  return offersAt(text.replace('|', ''), caret, edited, now)?.offers.map(({ label }) => label) ?? [];
}

describe('what the editor of frames offers', () => {
  it('the actions of the side that sends', () => {
    expect(offered('[2,"1","Boot|"]')).toEqual(['BootNotification']);
    expect(offered('[2,"1","Reset|"]')).toEqual([]);
    expect(offered('[2,"1",|')).toContain('Heartbeat');
    expect(offered('[2,"1","Reset|"]', { ...frame, sender: 'csms' })).toEqual([]);
    expect(offered('[2,"1","Rese|"]', { ...frame, sender: 'csms' })).toEqual([
      'ReserveNow',
      'Reset',
      'CancelReservation',
    ]);
  });

  it('members that are not there yet, the required ones first', () => {
    expect(offered('[2,"1","StatusNotification",{|}]').slice(0, 3)).toEqual(['connectorId', 'errorCode', 'status']);
    expect(offered('[2,"1","StatusNotification",{"connectorId": 1, "|"}]')).not.toContain('connectorId');
    expect(offered('[2,"1","StatusNotification",{"vend|')).toEqual(['vendorId', 'vendorErrorCode']);
  });

  it('values of a list, truth values and the time', () => {
    expect(offered('[2,"1","StatusNotification",{"status":"Susp|"}]')).toEqual(['SuspendedEVSE', 'SuspendedEV']);
    expect(offered('[2,"1","StatusNotification",{"status": |}]')).toContain('Faulted');
    expect(offered('[2,"1","StatusNotification",{"timestamp":|}]')).toEqual([now]);
  });

  it('what stands deep inside, and in lists', () => {
    const text = '[2,"1","MeterValues",{"connectorId":1,"meterValue":[{"sampledValue":[{"value":"1"},{"unit":"|"}]}]}]';
    expect(offered(text)).toContain('Wh');
  });

  it('answers by the action they answer, payloads by their own', () => {
    const answer: Edited = { kind: 'frame', answerTo: 'Reset', sender: null };
    expect(offered('[3,"1",{"status":"|"}]', answer)).toEqual(['Accepted', 'Rejected']);
    expect(offered('{"|"}', { kind: 'payload', action: 'Reset', half: 'response' })).toEqual(['status']);
    expect(offered('{"|"}', { kind: 'payload', action: '__proto__', half: 'response' })).toEqual([]);
  });

  it('nothing where nothing fits: after a value, outside, in what no schema knows', () => {
    for (const text of ['|', '[2|', '[2,"1","Reset",{}]|', '[2,"1","Authorize",{"idTag":"A" |}]', '{"a":[|']) {
      expect(offered(text)).toEqual([]);
    }
  });

  it('puts the caret where typing goes on', () => {
    const [offer] = offersAt('[2,"1","Authorize",{', 20, frame, now)?.offers ?? [];
    expect(offer).toMatchObject({ insert: '"idTag": ""', caret: 10, detail: 'string ≤ 20, required' });
  });
});
