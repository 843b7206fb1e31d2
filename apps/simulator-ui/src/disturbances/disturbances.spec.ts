import { describe, expect, it } from '@jest/globals';
import { createStation, defaultStationConfig, isDisturbed, step } from '@simulator/station';
import type { StationInput, WireFaults } from '@simulator/station';
import { disturbancesOf } from './disturbances.js';

const now = Date.UTC(2026, 0, 1);

function disturbed(...inputs: StationInput[]) {
  const station = createStation(defaultStationConfig('CP', 1), now);
  step(station, { type: 'poweredOn' }, now);
  for (const input of inputs) step(station, input, now);
  return station;
}

const sound: WireFaults = {
  latencyMs: 0,
  jitterMs: 0,
  drop: 0,
  duplicate: 0,
  reorder: 0,
  noReply: 0,
  malformedJson: 0,
  schemaViolation: 0,
  wrongMessageId: 0,
};
const fault = { errorCode: 'GroundFailure', vendorErrorCode: 'E42', info: null, blocking: true } as const;

describe('what is disturbed on purpose', () => {
  it.each<[string, StationInput]>([
    ['Connector 2: GroundFailure (E42)', { type: 'faultInjected', connectorId: 2, fault }],
    [
      'Station: WeakSignal, warning',
      {
        type: 'faultInjected',
        connectorId: 0,
        fault: { errorCode: 'WeakSignal', vendorErrorCode: null, info: null, blocking: false },
      },
    ],
    ['Connector 1: lock stuck', { type: 'lockStuck', connectorId: 1, stuck: true }],
    ['Connector 1: meter broken', { type: 'meterBroken', connectorId: 1, broken: true }],
    ['Jobs end with UploadFailed', { type: 'jobFaultSet', fault: 'UploadFailed' }],
    ['The next 2 resets fail', { type: 'resetFailuresSet', count: 2 }],
    ['Clock runs 60×', { type: 'timeScaled', scale: 60 }],
    [
      'Wire: 200 to 250 ms late, 12.5 % lost, 1 % received doubled',
      {
        type: 'wireFaultsSet',
        faults: { ...sound, latencyMs: 200, jitterMs: 50, drop: 0.125, duplicateReceived: 0.01 },
      },
    ],
  ])('says “%s”, and its end makes the station sound', (text, input) => {
    const station = disturbed(input);
    expect(isDisturbed(station)).toBe(true);
    const found = disturbancesOf(station);
    expect(found.map((disturbance) => disturbance.text)).toEqual([text]);
    for (const { end } of found) step(station, end, now);
    expect(disturbancesOf(station)).toEqual([]);
    expect(isDisturbed(station)).toBe(false);
  });

  it('counts a power loss, but not a restart, from which the station comes back by itself', () => {
    const lost = disturbed({ type: 'powerLost' });
    expect(disturbancesOf(lost)).toEqual([{ text: 'Power lost', end: { type: 'powerRestored' } }]);
    step(lost, { type: 'powerRestored' }, now);
    expect(disturbancesOf(lost)).toEqual([]);
    const restarting = disturbed({ type: 'restartPressed' });
    expect(restarting.power).toBe('off');
    expect(disturbancesOf(restarting)).toEqual([]);
  });

  it('lists several at once, and nothing of a sound station', () => {
    expect(disturbancesOf(disturbed())).toEqual([]);
    const both = disturbed({ type: 'timeScaled', scale: 10 }, { type: 'faultInjected', connectorId: 1, fault });
    expect(disturbancesOf(both)).toHaveLength(2);
  });
});
