import { describe, expect, test } from '@jest/globals';
import { nextDeadline } from '../deadlines.js';
import { VirtualStation } from '../../test/virtual-station.js';
import type { StationConfig } from '../index.js';

const dc = { current: 'DC', maxPowerW: 150_000, maxCurrentA: 500, cableMaxCurrentA: 500 } as const;

/** Three DC connectors, a car at each, plugged in a minute after one another. */
function crowd(changes: Partial<StationConfig>): VirtualStation {
  const csms = new VirtualStation({
    connectors: [dc, dc, dc],
    configuration: { MeterValueSampleInterval: '0' },
    ...changes,
  }).boot();
  for (const [index, soc] of [60, 10, 20].entries()) {
    csms.plug(index + 1, soc, 100);
    csms.tag(`T${index}`, index + 1);
    csms.advance(60);
  }
  return csms;
}

const powers = (csms: VirtualStation): number[] => csms.station.connectors.map(({ flow }) => Math.round(flow.powerW));
const total = (csms: VirtualStation): number => powers(csms).reduce((sum, power) => sum + power, 0);

describe('a station limit shared over the connectors', () => {
  test('equally: what one does not want goes to the others', () => {
    const csms = crowd({ maxPowerW: 250_000, sharing: 'equal' });
    const [first, second, third] = powers(csms);
    expect(second).toBe(third);
    expect(Math.abs(first! + second! + third! - 250_000)).toBeLessThanOrEqual(1);
  });

  test('first come, first served', () => {
    const csms = crowd({ maxPowerW: 200_000, sharing: 'firstCome' });
    const [first, second, third] = powers(csms);
    expect(first).toBeGreaterThan(85_000);
    expect(second).toBeGreaterThan(85_000);
    expect(Math.abs(third! - (200_000 - first! - second!))).toBeLessThanOrEqual(1);
  });

  test.each(['equal', 'firstCome'] as const)(
    '%s: never more than the limit at any moment, and as much as is wanted of it',
    (sharing) => {
      const csms = crowd({ maxPowerW: 200_000, sharing });
      for (let minute = 0; minute < 90; minute++) {
        csms.advance(60);
        expect(total(csms)).toBeLessThanOrEqual(200_001);
        const wanted = csms.station.connectors.reduce((sum, { wantedW }) => sum + wantedW, 0);
        expect(total(csms)).toBeGreaterThanOrEqual(Math.min(200_000, wanted) * 0.97);
      }
    },
  );

  test('between two looks the cars cannot exceed it either: the offers add up to the limit', () => {
    const csms = crowd({ maxPowerW: 200_000 });
    const offered = csms.station.connectors.reduce((sum, { offeredW }) => sum + offeredW, 0);
    expect(offered).toBeLessThanOrEqual(200_000 + 1e-6);
  });

  test('is shared anew while it binds, and only then', () => {
    const csms = crowd({ maxPowerW: 200_000 });
    expect(nextDeadline(csms.station) - csms.now).toBeLessThanOrEqual(10_000);
    for (const connectorId of [1, 2, 3]) csms.input({ type: 'stopPressed', connectorId });
    expect(csms.station.shareAgainAt).toBe(Infinity);
  });
});

test('registers never go back: over transactions, reboots and a restart of the process', () => {
  const csms = crowd({ maxPowerW: 200_000 });
  const before = csms.connector(1).registerWh;
  csms.call('Reset', { type: 'Hard' });
  csms.advance(30);
  expect(csms.connector(1).registerWh).toBe(before);
  const later = csms.restored();
  expect(later.connector(1).registerWh).toBe(before);
  later.tag('T0', 1);
  expect(later.callsOf('StartTransaction')[0]!.payload['meterStart']).toBe(Math.floor(before));
});
