import { defaultStationConfig } from '@simulator/station';
import { describe, expect, test } from '@jest/globals';
import type { FleetOptions } from '../tasks.js';
import { FleetPlan, stationsOfShard } from './fleet-plan.js';
import { seededRandom } from './seeded-random.js';

const options: FleetOptions = {
  url: 'ws://127.0.0.1:1/ocpp',
  security: { profile: 1, password: 'secret', tls: {} },
  pingIntervalS: 60,
  connectTimeoutMs: 1000,
  settings: {},
  stations: 10,
  shard: { index: 1, count: 1 },
  idPrefix: 'CS-',
  seed: 7,
  rampMs: 0,
  idTag: 'TAG',
  car: 'random',
  sessionsPerHour: 4,
  chargeTime: { fromMs: 60_000, toMs: 120_000 },
  durationMs: Infinity,
  stopTimeoutMs: 1000,
  json: false,
};

function fleetOf(seed: number, count = 50) {
  const plan = new FleetPlan({ ...options, seed });
  return Array.from({ length: count }, (_, index) => {
    const random = seededRandom(seed, index);
    return { definition: plan.definition(index, random), visits: [plan.visit(random), plan.visit(random)] };
  });
}

describe('a fleet comes from its seed', () => {
  test('the same seed: the same stations, the same cars; another seed: others', () => {
    expect(fleetOf(7)).toEqual(fleetOf(7));
    expect(fleetOf(7).map(({ visits }) => visits)).not.toEqual(fleetOf(8).map(({ visits }) => visits));
  });

  test('a station is the same one however large the fleet is', () => {
    expect(fleetOf(7, 3)).toEqual(fleetOf(7, 50).slice(0, 3));
  });

  test('the parts of a fleet make up the whole, each station once', () => {
    const indexes = [1, 2, 3, 4].flatMap((index) => {
      const part = { ...options, stations: 10, shard: { index, count: 4 } };
      const plan = new FleetPlan(part);
      return Array.from({ length: stationsOfShard(part) }, (_, nth) => plan.indexOf(nth));
    });
    expect(indexes.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(stationsOfShard({ stations: 2, shard: { index: 3, count: 3 } })).toBe(0);
  });

  test('ids are the prefix and a number; seeds differ; the model is shared', () => {
    const definitions = fleetOf(7).map(({ definition }) => definition);
    expect(definitions.slice(0, 2).map(({ config }) => config.id)).toEqual(['CS-00001', 'CS-00002']);
    expect(new Set(definitions.map(({ config }) => config.seed)).size).toBe(definitions.length);
    expect(definitions[0]!.config.connectors).toBe(definitions[1]!.config.connectors);
    expect(definitions[0]!.config.configuration).toBe(definitions[1]!.config.configuration);
    expect(definitions[0]!.config.configuration).toMatchObject({ SecurityProfile: '1', WebSocketPingInterval: '60' });
  });

  test('cars fit their connector and stay as long as they should', () => {
    const { connectors } = defaultStationConfig('any', 1);
    for (const { car, connectorId, stayMs, socPercent } of fleetOf(7, 500).flatMap(({ visits }) => visits)) {
      expect(connectors[connectorId - 1]!.current === 'AC' ? car.ac : car.dc).not.toBeNull();
      expect(stayMs).toBeGreaterThanOrEqual(60_000);
      expect(stayMs).toBeLessThanOrEqual(120_000);
      expect(socPercent).toBeGreaterThanOrEqual(10);
      expect(socPercent).toBeLessThanOrEqual(60);
    }
  });
});

test('cars arrive as often as asked, and never when none are asked for', () => {
  const plan = new FleetPlan(options);
  const random = seededRandom(1, 0);
  let sum = 0;
  for (let count = 0; count < 20_000; count += 1) sum += plan.arrivalMs(random);
  expect(sum / 20_000 / 60_000).toBeCloseTo(15, 0);
  expect(new FleetPlan({ ...options, sessionsPerHour: 0 }).arrivalMs(random)).toBe(Infinity);
});
