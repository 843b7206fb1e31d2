import { describe, expect, test } from '@jest/globals';
import { carPresets } from '@simulator/station';
import { settle } from '../test/fake-clock.js';
import { FakeCsms } from '../test/fake-csms.js';
import { World, definitionOf } from '../test/world.js';

describe('a station in the runner', () => {
  test('boots, charges and reports energy that the CSMS books', async () => {
    const world = new World();
    const key = await world.addCharging();
    await world.clock.advance(600_000);
    expect(await stopped(world, key)).toBe(true);
    const [transaction, ...others] = world.csms.transactions;
    expect(others).toEqual([]);
    expect(transaction?.samples).toBeGreaterThanOrEqual(58);
    const energyWh = (transaction?.stops[0]?.meterStop ?? 0) - (transaction?.meterStart ?? 0);
    // Ten minutes at 11 to 22 kW.
    expect(energyWh).toBeGreaterThan(1_500);
    expect(energyWh).toBeLessThan(3_800);
    expect(world.csms.opened[0]?.url).toBe('ws://csms.example/ocpp/S1');
  });

  test('many stations need one timer', async () => {
    const world = new World({ timelineLimit: 0 });
    for (let number = 0; number < 100; number += 1) world.runner.add(definitionOf(`S${number}`));
    await world.clock.advance(2_000);
    expect(world.csms.actions().filter((action) => action === 'BootNotification')).toHaveLength(100);
    expect(world.clock.pendingTimers).toBe(1);
  });

  test('at most `maxConnecting` handshakes are in flight', async () => {
    const { openSocket } = new FakeCsms();
    let inFlight = 0;
    let most = 0;
    const limited = new World({
      maxConnecting: 3,
      openSocket: (request, owner) => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        return openSocket(request, {
          socketOpened: (subprotocol) => {
            inFlight -= 1;
            owner.socketOpened(subprotocol);
          },
          textReceived: (text) => owner.textReceived(text),
          binaryReceived: (length) => owner.binaryReceived(length),
          socketClosed: (code, reason) => owner.socketClosed(code, reason),
        });
      },
    });
    for (let number = 0; number < 20; number += 1) limited.runner.add(definitionOf(`S${number}`));
    await limited.clock.advance(2_000);
    expect(most).toBe(3);
    expect([...limited.runner.stations()].every(({ station }) => station.registration === 'accepted')).toBe(true);
  });

  test('a stopped runner closes its connections and leaves no timer behind', async () => {
    const world = new World();
    await world.addCharging();
    await world.runner.stop();
    await world.clock.advance(0);
    expect(world.csms.sockets.at(-1)?.closedWith?.code).toBe(1001);
    expect(world.clock.pendingTimers).toBe(0);
  });

  test('an id with characters of a URL is percent-encoded (OCPP-J 1.6 §3.1.1)', async () => {
    const world = new World();
    world.runner.add(definitionOf('RDAM 1/ä', 'wss://csms.example/path/?token=1'));
    await settle();
    expect(world.csms.opened[0]?.url).toBe('wss://csms.example/path/RDAM%201%2F%C3%A4?token=1');
  });

  test.each([
    ['', 'ws://csms.example', 'The station id must have 1 to 48 characters'],
    ['S', 'csms.example', 'is no URL'],
    ['S', 'https://csms.example', 'must start with ws:// or wss://'],
    ['S', 'ws://csms.example/#a', 'no part after #'],
  ])('the definition %j at %j is refused in words', (id, url, problem) => {
    const world = new World();
    expect(() => world.runner.add(definitionOf(id, url))).toThrow(problem);
    expect([...world.runner.stations()]).toEqual([]);
  });

  test('the timeline shows frames with their action, and events', async () => {
    const world = new World({ timelineLimit: 50 });
    const key = await world.addCharging();
    const entries = world.runner.find(key)?.timeline?.entries() ?? [];
    expect(entries.map(({ number }) => number)).toEqual(entries.map((_, index) => index + 1));
    const boot = entries.filter((entry) => entry.kind !== 'event' && entry.action === 'BootNotification');
    expect(boot).toMatchObject([
      { kind: 'sent', messageType: 2 },
      { kind: 'received', messageType: 3 },
    ]);
    expect(entries.filter(({ kind }) => kind === 'event')).toEqual(
      expect.arrayContaining([expect.objectContaining({ text: 'Power on' })]),
    );
    await world.clock.advance(3_600_000);
    expect(world.runner.find(key)?.timeline?.entries()).toHaveLength(50);
  });
});

describe('changing and removing a station', () => {
  test('a removed station stops its transaction first, and stays away after a restart', async () => {
    const world = new World();
    const key = await world.addCharging();
    await world.clock.advance(60_000);
    const removal = world.runner.remove(key);
    await world.clock.advance(1_000);
    await removal;
    expect(world.csms.transactions).toMatchObject([{ stops: [{ reason: 'Local' }] }]);
    expect(world.csms.sockets.at(-1)?.closedWith?.code).toBe(1000);
    world.kill();
    await world.restart();
    expect([...world.runner.stations()]).toEqual([]);
  });

  test('a station whose CSMS cannot be told is kept, unless it is forced', async () => {
    const world = new World();
    const key = await world.addCharging();
    world.csms.reachable = false;
    world.csms.sockets.at(-1)?.owner.socketClosed(1006, '');
    const removal = expect(world.runner.remove(key)).rejects.toThrow('has not confirmed the end of the transaction');
    await world.clock.advance(6_000);
    await removal;
    expect(world.runner.find(key)).toBeDefined();
    await world.runner.remove(key, { force: true });
    expect(world.runner.find(key)).toBeUndefined();
  });

  test('a station that never reached its CSMS goes at once', async () => {
    const world = new World();
    world.csms.reachable = false;
    const { key } = world.runner.add(definitionOf('S1')).definition;
    await world.clock.advance(10_000);
    await world.runner.remove(key);
    expect(world.runner.find(key)).toBeUndefined();
  });

  test('a new name is only a name; a new URL is a new connection', async () => {
    const world = new World();
    const definition = definitionOf('S1');
    world.runner.add(definition);
    await world.clock.advance(1_000);
    world.runner.update({ ...definition, name: 'Other' });
    await world.clock.advance(1_000);
    expect(world.csms.opened).toHaveLength(1);
    world.runner.update({ ...definition, name: 'Other', csmsUrl: 'ws://other.example' });
    await world.clock.advance(60_000);
    expect(world.csms.opened.at(-1)?.url).toBe('ws://other.example/S1');
    expect(world.runner.find(definition.key)?.station.registration).toBe('accepted');
    expect(world.store.definitions.get(definition.key)).toMatchObject({ name: 'Other', csmsUrl: 'ws://other.example' });
  });

  test('a new configuration is a new station, but not during a transaction', async () => {
    const world = new World();
    const key = await world.addCharging();
    const definition = definitionOf('S2');
    const changed = { ...definition, key, config: { ...definition.config, connectors: [] } };
    expect(() => world.runner.update(changed)).toThrow('Stop it first');
    expect(await stopped(world, key)).toBe(true);
    world.runner.update(changed);
    await world.clock.advance(1_000);
    expect(world.csms.opened.at(-1)?.url).toBe('ws://csms.example/ocpp/S2');
    expect(Object.keys(world.store.parts.get(key) ?? {}).filter((part) => part.startsWith('connector'))).toEqual([]);
  });

  test('inputs for a station that is not there are refused in words', () => {
    const world = new World();
    expect(() => world.runner.input('nobody', { type: 'unplugged', connectorId: 1 })).toThrow('no station');
  });
});

describe('a kill in the middle', () => {
  test('the transaction goes on and ends once, with all of its energy', async () => {
    const world = new World();
    const key = await world.addCharging();
    await world.clock.advance(300_000);
    world.kill();
    await world.clock.advance(300_000);
    await world.restart();
    await world.clock.advance(10_000);
    const connector = world.runner.find(key)?.station.connectors[0];
    expect(connector?.status).toBe('Charging');
    const rate = (connector?.registerWh ?? 0) / (world.clock.now() - (connector?.transaction?.startedAt ?? 0));
    expect(await stopped(world, key)).toBe(true);
    expect(world.csms.transactions).toHaveLength(1);
    const [{ stops, meterStart } = { stops: [], meterStart: 0 }] = world.csms.transactions;
    expect(stops).toHaveLength(1);
    expect((stops[0]?.meterStop ?? 0) - meterStart).toBeCloseTo(connector?.history.at(-1)?.energyWh ?? -1, 6);
    // The car draws the same power all the time: the gap counts like any other time.
    expect(
      (connector?.registerWh ?? 0) / (world.clock.now() - (connector?.history.at(-1)?.startedAt ?? 0)),
    ).toBeCloseTo(rate, 3);
  });

  // Each CALL of a session in turn is the last thing that the process does: lost on the way, or served without its answer.
  const cuts = Array.from({ length: 14 }, (_, cut) => cut + 1).flatMap((cut) => [
    [cut, 'serves'] as const,
    [cut, 'answers'] as const,
  ]);
  test.each(cuts)(
    'at CALL %i, which the CSMS no longer %s: no transaction is left open or booked twice',
    async (cut, end) => {
      const world = new World();
      let calls = 0;
      world.csms[end] = () => {
        calls += 1;
        if (calls === cut) world.kill();
        return calls < cut;
      };
      const { key } = world.runner.add(definitionOf('S1')).definition;
      await world.clock.advance(1_000);
      world.runner.input(key, { type: 'plugged', connectorId: 1, plugIn: { car: carPresets[0], socPercent: 20 } });
      world.runner.input(key, { type: 'tagPresented', idTag: 'TAG', connectorId: 1 });
      await world.clock.advance(35_000);
      world.runner.input(key, { type: 'stopPressed', connectorId: 1 });
      await world.clock.advance(1_000);
      if (calls < cut) world.kill();
      world.csms[end] = () => true;
      await world.clock.advance(60_000);
      await world.restart();
      await world.clock.advance(120_000);
      expect(await stopped(world, key)).toBe(true);
      expect(world.csms.transactions.length).toBeLessThanOrEqual(1);
      for (const { stops } of world.csms.transactions) {
        // A stop whose answer was lost is sent again, with the same figures.
        expect(new Set(stops.map(({ meterStop }) => meterStop)).size).toBe(1);
      }
    },
  );

  test('the cuts above reach every part of a session', async () => {
    const world = new World();
    const key = await world.addCharging();
    await world.clock.advance(35_000);
    await stopped(world, key);
    const actions = world.csms.actions().slice(0, 14);
    for (const action of ['BootNotification', 'Authorize', 'StartTransaction', 'MeterValues', 'StopTransaction']) {
      expect(actions).toContain(action);
    }
  });

  test('between a start being sent and anything else: the start had been stored before', async () => {
    const world = new World();
    const storedAtStart: unknown[] = [];
    world.csms.serves = ({ action }) => {
      if (action === 'StartTransaction') storedAtStart.push(structuredClone(world.store.parts.get('key-S1')));
      return true;
    };
    await world.addCharging();
    expect(storedAtStart).toMatchObject([
      { queue: [{ kind: 'start' }], 'connector:1': { transaction: { idTag: 'TAG' } } },
    ]);
  });
});

async function stopped(world: World, key: string): Promise<boolean> {
  const settled = world.runner.settle(key);
  await world.clock.advance(10_000);
  await settle();
  return settled;
}
