import { describe, expect, test } from '@jest/globals';
import { parseFrame } from '@simulator/ocpp';
import type { CapturedStep } from '@simulator/station';
import { World } from '../test/world.js';
import { CsmsReplayPlayer } from './csms-replay-player.js';

const HOUR = 3_600_000;

/** What the station of this world did and heard, as a file would have it. */
function captureOf(world: World, key: string): CapturedStep[] {
  const steps: CapturedStep[] = [];
  for (const entry of world.runner.find(key)?.timeline?.entries() ?? []) {
    const { number: row, at } = entry;
    if (entry.kind === 'event') {
      if (entry.input !== undefined) steps.push({ kind: 'gesture', row, at, input: entry.input });
      continue;
    }
    const frame = parseFrame(entry.text);
    const from = entry.kind === 'sent' ? 'station' : 'csms';
    if (frame.type === 'call') {
      const { action, messageId, payload } = frame;
      steps.push({ kind: 'exchange', row, at, from, action, messageId, text: entry.text, payload, answer: null });
    } else if (frame.type === 'callResult') {
      const asked = steps.find((step) => step.kind === 'exchange' && step.messageId === frame.messageId);
      if (asked?.kind === 'exchange') asked.answer = { kind: 'result', at, payload: frame.payload };
    }
  }
  return steps;
}

/** A station that has charged, and everything it knows of it. */
async function charged() {
  const world = new World({ timelineLimit: 500 });
  const key = await world.addCharging();
  await world.clock.advance(HOUR / 2);
  await world.runner.settle(key);
  world.runner.input(key, { type: 'unplugged', connectorId: 1 });
  await world.clock.advance(1_000);
  world.runner.input(key, { type: 'configurationChanged', key: 'HeartbeatInterval', value: '77' });
  await world.clock.advance(1_000);
  const steps = captureOf(world, key);
  const player = new CsmsReplayPlayer(world.runner, world.clock, () => undefined);
  return { world, key, steps, player };
}

const memoryOf = (world: World, key: string) => {
  const { connectors, configuration, authorization } = world.runner.find(key)!.station;
  const registers = connectors.map(({ registerWh, history }) => ({ registerWh, history }));
  return structuredClone({ registers, configuration, authorization });
};

describe('the CSMS of a capture, played to a station of the runner', () => {
  test('no deviation; its own CSMS hears nothing of it, and the station is back with all it had', async () => {
    const { world, key, steps, player } = await charged();
    const before = memoryOf(world, key);
    expect(before.registers[0]?.registerWh).toBeGreaterThan(1_000);
    const heard = world.csms.calls.length;
    player.start(key, { name: 'session.jsonl', steps, pace: 'captured' });
    await world.clock.advance(1_000);
    expect(world.runner.find(key)?.station.connectors[0]?.registerWh).toBeLessThan(10);
    await world.clock.advance(HOUR);
    expect(player.progressOf(key)).toMatchObject({
      ...{ state: 'finished', extras: [], counts: { differs: 0, missing: 0 } },
      words: expect.stringMatching(/^No deviation: /),
    });
    expect(world.csms.transactions).toHaveLength(1);
    const later = world.csms.calls.slice(heard).map(({ action }) => action);
    expect(new Set(later)).toEqual(new Set(['StatusNotification', 'Heartbeat']));
    expect(memoryOf(world, key)).toEqual(before);
    expect(world.runner.find(key)?.station.registration).toBe('accepted');
  });

  test('killed in the middle, the station is back after the restart as it was before', async () => {
    const { world, key, steps, player } = await charged();
    const before = memoryOf(world, key);
    player.start(key, { name: 'session.jsonl', steps, pace: 'captured' });
    await world.clock.advance(HOUR / 4);
    expect(player.progressOf(key)).toMatchObject({ state: 'running' });
    expect(world.runner.find(key)?.station.connectors[0]?.transaction).not.toBeNull();
    // As after the browser closed the store: nothing of the guest may be written over the station.
    world.runner.saveAll();
    await world.clock.advance(1_000);
    world.kill();
    await world.restart();
    expect(memoryOf(world, key)).toEqual(before);
    await world.clock.advance(1_000);
    expect(world.csms.transactions).toHaveLength(1);
  });

  test('what is exported meanwhile is the station itself, and nobody changes it', async () => {
    const { world, key, steps, player } = await charged();
    const before = memoryOf(world, key);
    player.start(key, { name: 'session.jsonl', steps, pace: 'answered' });
    const guest = world.runner.find(key)!;
    expect(world.runner.exportStation(guest).parts['connector:1']).toMatchObject(before.registers[0]!);
    expect(() => world.runner.update({ ...guest.definition, name: 'Other' })).toThrow('A replay runs at this station');
    expect(() => world.runner.replace(guest.definition)).toThrow('A replay runs at this station');
    player.stop(key);
    expect(player.progressOf(key)).toMatchObject({
      state: 'stopped',
      words: expect.stringContaining('Stopped after 0 of'),
    });
    expect(memoryOf(world, key)).toEqual(before);
    player.forget(key);
    expect(player.progressOf(key)).toBeNull();
  });

  test('is refused while a transaction runs', async () => {
    const { world, key, steps, player } = await charged();
    world.runner.input(key, { type: 'tagPresented', idTag: 'TAG', connectorId: 1 });
    const charging = await world.addCharging('S2');
    expect(() => player.start(charging, { name: 'x', steps, pace: 'captured' })).toThrow('A transaction runs here');
    expect(player.progressOf(charging)).toBeNull();
    expect(world.runner.find(charging)?.station.connection.state).toBe('open');
  });
});
