import { describe, expect, test } from '@jest/globals';
import { parseFrame } from '@simulator/ocpp';
import { World, definitionOf } from '../test/world.js';
import { noRules } from './interception.js';
import type { HeldInFlight, WireRules } from './interception.js';

async function online(): Promise<{ world: World; key: string; held: () => readonly HeldInFlight[] }> {
  const world = new World({ timelineLimit: 200 });
  const { key } = world.runner.add(definitionOf('S1')).definition;
  await world.clock.advance(1_000);
  return { world, key, held: () => world.runner.find(key)?.interception?.held ?? [] };
}

const hold = (direction: 'sent' | 'received' | 'both', action: string | null): WireRules => ({
  hold: { direction, action },
  answers: {},
});

/** The CSMS calls the station; what comes back. */
async function ask({ world }: { world: World }, action: string, payload: object): Promise<unknown[]> {
  const socket = world.csms.sockets.at(-1)!;
  const from = socket.sent.length;
  socket.owner.textReceived(JSON.stringify([2, 'csms-1', action, payload]));
  await world.clock.advance(10);
  return socket.sent.slice(from).map((text) => JSON.parse(text) as unknown);
}

const presentTag = (world: World, key: string) =>
  world.runner.input(key, { type: 'tagPresented', idTag: 'TAG', connectorId: 1 });

describe('frames held in flight', () => {
  test('wait for a person: released, changed or dropped; others pass', async () => {
    const { world, key, held } = await online();
    world.runner.setWireRules(key, hold('sent', 'Authorize'));
    presentTag(world, key);
    await world.clock.advance(1_000);
    expect(held()).toMatchObject([{ direction: 'sent', action: 'Authorize', messageType: 2, cause: 'tag' }]);
    expect(world.csms.actions()).not.toContain('Authorize');
    const { id, text } = held()[0]!;
    world.runner.settleHeld(key, id, { kind: 'release', text: text.replace('TAG', 'OTHER') });
    await world.clock.advance(1_000);
    const authorize = world.csms.calls.find(({ action }) => action === 'Authorize');
    expect(authorize?.payload).toMatchObject({ idTag: 'OTHER' });
    expect(held()).toEqual([]);
    expect(() => world.runner.settleHeld(key, id, { kind: 'drop' })).toThrow('no longer held');
    // The answer found its way: the card waits for the car.
    expect(world.runner.find(key)?.station.connectors[0]?.authorization?.idTag).toBe('TAG');
  });

  test('a dropped CALL is one that the CSMS never answers', async () => {
    const { world, key, held } = await online();
    world.runner.setWireRules(key, hold('both', 'Authorize'));
    presentTag(world, key);
    world.runner.settleHeld(key, held()[0]!.id, { kind: 'drop' });
    await world.clock.advance(31_000);
    const station = world.runner.find(key)!.station;
    expect(station.rpc.outstanding).toBeNull();
    expect(station.connectors[0]?.authorization).toBeNull();
  });

  test('a delayed frame goes on by itself', async () => {
    const { world, key, held } = await online();
    world.runner.setWireRules(key, hold('received', 'Authorize'));
    presentTag(world, key);
    await world.clock.advance(100);
    expect(held()).toMatchObject([{ direction: 'received', messageType: 3 }]);
    world.runner.settleHeld(key, held()[0]!.id, { kind: 'delay', ms: 5_000 });
    await world.clock.advance(4_900);
    expect(world.runner.find(key)?.station.connectors[0]?.authorization).toBeNull();
    await world.clock.advance(200);
    expect(world.runner.find(key)?.station.connectors[0]?.authorization).not.toBeNull();
  });

  test('rules that end let go of what they held; a connection that ends takes it along', async () => {
    const { world, key, held } = await online();
    world.runner.setWireRules(key, hold('sent', null));
    presentTag(world, key);
    world.runner.setWireRules(key, noRules);
    await world.clock.advance(100);
    expect(world.csms.actions()).toContain('Authorize');
    world.runner.setWireRules(key, hold('sent', null));
    world.runner.input(key, { type: 'callRequested', action: 'Heartbeat', payload: {} });
    expect(held()).toHaveLength(1);
    world.runner.input(key, { type: 'networkSwitched', on: false });
    await world.clock.advance(100);
    expect(held()).toEqual([]);
  });
});

describe('“always answer with…”', () => {
  test.each([
    [{ kind: 'result', payload: { status: 'Rejected' } } as const, [[3, 'csms-1', { status: 'Rejected' }]]],
    [
      { kind: 'error', errorCode: 'InternalError', errorDescription: 'on purpose' } as const,
      [[4, 'csms-1', 'InternalError', 'on purpose', {}]],
    ],
    [{ kind: 'silence' } as const, []],
  ])('%j: the CSMS gets that, and the station does nothing', async (answer, sent) => {
    const { world, key } = await online();
    world.runner.setWireRules(key, { hold: null, answers: { ChangeAvailability: answer } });
    const got = await ask({ world }, 'ChangeAvailability', { connectorId: 1, type: 'Inoperative' });
    expect(got).toEqual(sent);
    expect(world.runner.find(key)?.station.connectors[0]?.available).toBe(true);
    const texts = world.runner
      .find(key)!
      .timeline!.entries()
      .map((entry) => entry.text);
    expect(texts.some((text) => parseFrame(text).type === 'call' && text.includes('ChangeAvailability'))).toBe(true);
  });

  test('stays in force when the station is set up anew', async () => {
    const { world, key } = await online();
    const rejected = { kind: 'result', payload: { status: 'Rejected' } } as const;
    world.runner.setWireRules(key, { hold: null, answers: { ClearCache: rejected } });
    const { definition } = world.runner.find(key)!;
    world.runner.update({ ...definition, config: { ...definition.config, vendor: 'Another' } });
    await world.clock.advance(2_000);
    expect(await ask({ world }, 'ClearCache', {})).toEqual([[3, 'csms-1', { status: 'Rejected' }]]);
  });

  test('other calls are answered by the station', async () => {
    const { world, key } = await online();
    world.runner.setWireRules(key, { hold: null, answers: { Reset: { kind: 'silence' } } });
    const got = await ask({ world }, 'ClearCache', {});
    expect(got).toEqual([[3, 'csms-1', { status: 'Accepted' }]]);
  });
});
