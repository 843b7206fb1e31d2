import { describe, expect, test } from '@jest/globals';
import { carPresets } from '@simulator/station';
import type { Scenario, ScenarioStep } from '@simulator/station';
import { World, definitionOf } from '../../test/world.js';
import { ScenarioPlayer } from './scenario-player.js';

const scenarioOf = (...steps: ScenarioStep[]): Scenario => ({ name: 'Mine', description: 'of a spec', steps });

/** A player that hears of every step, at a station that is there already. */
async function newPlayer() {
  let player: ScenarioPlayer | null = null;
  const world = new World({ timelineLimit: 200, listener: { stepped: (...step) => player?.stepped(...step) } });
  const { key } = world.runner.add(definitionOf('S1')).definition;
  await world.clock.advance(1_000);
  player = new ScenarioPlayer(
    world.runner,
    world.clock,
    async () => 'prompt',
    () => undefined,
  );
  return { world, key, player };
}

/** What a station must not lose. */
function memoryOf(world: World, key: string) {
  const { connectors, configuration, authorization, profiles, certificates } = world.runner.find(key)!.station;
  const meters = connectors.map(({ registerWh, history }) => ({ registerWh, history }));
  return structuredClone({ meters, configuration, authorization, profiles, certificates });
}

/** It has charged, holds a local list, and a key is not as it was delivered. */
async function withHistory() {
  const made = await newPlayer();
  const { world, key } = made;
  world.runner.input(key, { type: 'plugged', connectorId: 1, plugIn: { car: carPresets[0], socPercent: 20 } });
  world.runner.input(key, { type: 'tagPresented', idTag: 'TAG', connectorId: 1 });
  await world.clock.advance(1_800_000);
  await world.runner.settle(key);
  world.runner.input(key, { type: 'unplugged', connectorId: 1 });
  world.runner.input(key, { type: 'configurationChanged', key: 'HeartbeatInterval', value: '77' });
  const list = { listVersion: 7, updateType: 'Full', localAuthorizationList: [{ idTag: 'L1' }] };
  world.runner.input(key, { type: 'commandedLocally', action: 'SendLocalList', payload: list });
  await world.clock.advance(1_000);
  const before = memoryOf(world, key);
  expect(before.meters[0]?.registerWh).toBeGreaterThan(1_000);
  return { ...made, before };
}

const charges = scenarioOf(
  { do: 'powerOn' },
  { wait: 'registration', is: 'accepted' },
  { do: 'plug', connectorId: 1 },
  { do: 'tag', idTag: 'TAG', connectorId: 1 },
  { wait: 'energyWh', atLeast: 100, timeoutS: 600 },
  { do: 'stop', connectorId: 1 },
  { wait: 'queued', equals: 0 },
);

describe('the station from before a scenario', () => {
  test('is back with its meter, configuration, lists and history', async () => {
    const { world, key, player, before } = await withHistory();
    player.play(key, charges);
    await world.clock.advance(900_000);
    expect(player.progressOf(key)).toMatchObject({ state: 'passed', failures: [] });
    player.play(key, scenarioOf({ do: 'powerOn' }, { wait: 'registration', is: 'accepted' }));
    await world.clock.advance(5_000);
    world.runner.putBack(key);
    await world.clock.advance(1_000);
    expect(memoryOf(world, key)).toEqual(before);
    const { definition, station } = world.runner.find(key)!;
    expect(definition).toEqual(definitionOf('S1'));
    expect(station).toMatchObject({ registration: 'accepted', connection: { state: 'open' } });
    expect(() => world.runner.putBack(key)).toThrow('No station from before is kept here.');
  });

  test('is kept through a restart in mid-scenario, and waits for the end of its transaction', async () => {
    const { world, key, player, before } = await withHistory();
    player.play(key, charges);
    await world.clock.advance(10_000);
    expect(world.runner.find(key)?.station.connectors[0]?.transaction).not.toBeNull();
    world.kill();
    await world.restart();
    await world.clock.advance(5_000);
    expect(() => world.runner.putBack(key)).toThrow('A transaction is running. Stop it first');
    await world.runner.settle(key);
    world.runner.putBack(key);
    await world.clock.advance(1_000);
    expect(memoryOf(world, key)).toEqual(before);
    world.kill();
    await world.restart();
    expect(memoryOf(world, key)).toEqual(before);
    expect(world.runner.find(key)?.definition.before).toBeUndefined();
  });

  test('is forgotten when the scenario’s station is to stay', async () => {
    const { world, key, player } = await withHistory();
    player.play(key, scenarioOf({ do: 'powerOn' }, { wait: 'registration', is: 'accepted' }));
    await world.clock.advance(5_000);
    world.runner.forgetBefore(key);
    await world.clock.advance(1_000);
    world.kill();
    await world.restart();
    expect(world.runner.find(key)?.definition.before).toBeUndefined();
    expect(world.runner.find(key)?.station.connectors[0]?.registerWh).toBe(0);
  });
});

describe('an answer step against a CSMS that cannot be told', () => {
  test('its answer is put in place on the way to the station, is marked, and ends with the run', async () => {
    const { world, key, player } = await newPlayer();
    player.play(
      key,
      scenarioOf(
        { do: 'powerOn' },
        { wait: 'registration', is: 'accepted' },
        { answer: 'Authorize', with: { idTagInfo: { status: 'Blocked' } } },
        { do: 'plug', connectorId: 1 },
        { do: 'tag', idTag: 'TAG', connectorId: 1 },
        { wait: 'answered', action: 'Authorize', payload: { idTagInfo: { status: 'Blocked' } } },
        { expect: 'never', action: 'StartTransaction', forS: 5 },
      ),
    );
    await world.clock.advance(2_000);
    expect(player.progressOf(key)).toMatchObject({ state: 'running', prompt: '' });
    const { interception } = world.runner.find(key)!;
    expect(interception?.state.inPlace).toMatchObject([{ action: 'Authorize' }]);
    await world.clock.advance(10_000);
    expect(player.progressOf(key)).toMatchObject({ state: 'passed', failures: [] });
    expect(interception?.state.inPlace).toEqual([]);
    expect(world.csms.actions()).toContain('Authorize');
    const entries = world.runner.find(key)?.timeline?.entries() ?? [];
    expect(entries).toContainEqual(
      expect.objectContaining({
        ...{ kind: 'received', action: 'Authorize', messageType: 3 },
        text: expect.stringContaining('Blocked'),
        cause: 'answered in place of the CSMS by the scenario',
      }),
    );
    const told = expect.stringMatching(/^The CSMS answered Authorize with .*Accepted.*; the station hears what/);
    expect(entries).toContainEqual(expect.objectContaining({ kind: 'event', text: told }));
    world.runner.input(key, { type: 'tagPresented', idTag: 'TAG', connectorId: 1 });
    await world.clock.advance(1_000);
    expect(world.csms.transactions).toHaveLength(1);
  });

  test('silence: the station does not hear the CSMS, and sends the call again', async () => {
    const { world, key, player } = await newPlayer();
    const before = world.csms.actions().filter((action) => action === 'BootNotification').length;
    player.play(
      key,
      scenarioOf(
        { answer: 'BootNotification', with: 'silence', times: 1 },
        { do: 'powerOn' },
        { wait: 'sent', action: 'BootNotification', count: 2, timeoutS: 300 },
        { wait: 'registration', is: 'accepted' },
      ),
    );
    await world.clock.advance(400_000);
    expect(player.progressOf(key)).toMatchObject({ state: 'passed', failures: [] });
    expect(world.csms.actions().filter((action) => action === 'BootNotification')).toHaveLength(before + 2);
  });

  test('stopping the scenario ends it', async () => {
    const { world, key, player } = await newPlayer();
    player.play(
      key,
      scenarioOf({ answer: 'Authorize', with: 'silence' }, { do: 'powerOn' }, { wait: 'seconds', seconds: 99 }),
    );
    expect(world.runner.find(key)?.interception?.state.inPlace).toHaveLength(1);
    player.stop(key);
    expect(world.runner.find(key)?.interception?.state.inPlace).toEqual([]);
  });
});
