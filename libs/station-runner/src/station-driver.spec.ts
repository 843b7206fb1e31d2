import { describe, expect, test } from '@jest/globals';
import { FakeSocket } from '../test/fake-csms.js';
import { World, definitionOf } from '../test/world.js';
import { CLOSE_TIMEOUT_MS, CONNECT_TIMEOUT_MS } from './link.js';
import type { OpenSocket } from './socket.js';

const eventsOf = (world: World) =>
  [...world.runner.stations()].flatMap(({ timeline }) =>
    (timeline?.entries() ?? []).flatMap((entry) => (entry.kind === 'event' ? [entry.text] : [])),
  );

/** A world whose sockets only do what the test tells them. */
function silentWorld(): { world: World; sockets: FakeSocket[] } {
  const sockets: FakeSocket[] = [];
  const openSocket: OpenSocket = (_, owner) => {
    const socket = new FakeSocket(world.csms, owner);
    socket.close = (code, reason) => void (socket.closedWith = { code, reason });
    sockets.push(socket);
    return socket;
  };
  const world = new World({ timelineLimit: 100, openSocket });
  return { world, sockets };
}

describe('a connection that misbehaves', () => {
  test('a handshake that nobody answers is given up, and tried again', async () => {
    const { world, sockets } = silentWorld();
    const { station } = world.runner.add(definitionOf('S1'));
    await world.clock.advance(CONNECT_TIMEOUT_MS + 100);
    expect(sockets[0]?.abandoned).toBe(true);
    expect(station.connection).toMatchObject({ state: 'waiting', lastFailure: { code: 1006, wasOpen: false } });
    await world.clock.advance(60_000);
    expect(sockets.length).toBeGreaterThan(1);
    // Too late: the runner has moved on.
    sockets[0]?.owner.socketOpened('ocpp1.6');
    sockets[0]?.owner.socketClosed(1000, '');
    expect(station.connection.state).not.toBe('open');
  });

  test('a socket that cannot even be created is a failed attempt with its reason', async () => {
    const world = new World({
      openSocket: () => {
        throw new Error('The port 6000 is blocked');
      },
    });
    const { station } = world.runner.add(definitionOf('S1'));
    await world.clock.advance(100);
    expect(station.connection.lastFailure).toMatchObject({ reason: 'The port 6000 is blocked', wasOpen: false });
  });

  test('a server that closes at once, inside the opening, is one failed attempt', async () => {
    const closed: FakeSocket[] = [];
    const world: World = new World({
      openSocket: (_, owner) => {
        owner.socketOpened('ocpp1.6');
        owner.socketClosed(1002, 'no subprotocol');
        const socket = new FakeSocket(world.csms, owner);
        closed.push(socket);
        return socket;
      },
    });
    const { station } = world.runner.add(definitionOf('S1'));
    await world.clock.advance(100);
    expect(closed).toHaveLength(1);
    expect(station.connection).toMatchObject({
      state: 'waiting',
      lastFailure: { code: 1002, reason: 'no subprotocol', wasOpen: true },
    });
  });

  test('a message before the opening, and a binary one, are noted and ignored', async () => {
    const { world, sockets } = silentWorld();
    const { station } = world.runner.add(definitionOf('S1'));
    await world.clock.advance(10);
    sockets[0]?.owner.textReceived('[3,"1",{}]');
    expect(station.connection.state).toBe('connecting');
    sockets[0]?.owner.socketOpened('ocpp1.6');
    sockets[0]?.owner.binaryReceived(3);
    expect(eventsOf(world)).toEqual(
      expect.arrayContaining([
        'A message came before the connection was open; it is ignored',
        'A binary message of 3 bytes came; OCPP-J has text messages only, it is ignored',
      ]),
    );
  });

  test('a close that the server does not answer ends all the same, and is told once', async () => {
    const { world, sockets } = silentWorld();
    const { station, definition } = world.runner.add(definitionOf('S1'));
    await world.clock.advance(10);
    sockets[0]?.owner.socketOpened('ocpp1.6');
    await world.clock.advance(10);
    world.runner.input(definition.key, { type: 'networkSwitched', on: false });
    await world.clock.advance(CLOSE_TIMEOUT_MS + 100);
    sockets[0]?.owner.socketClosed(1006, '');
    sockets[0]?.owner.socketClosed(1006, '');
    expect(sockets[0]).toMatchObject({ closedWith: {}, abandoned: true });
    expect(station.connection.state).toBe('off');
    expect(eventsOf(world).filter((text) => text.startsWith('Connection '))).toHaveLength(1);
  });

  test('a server that hangs after the opening does not keep another station from running', async () => {
    const world = new World();
    let hung: string | undefined;
    world.csms.serves = ({ messageId }) => {
      hung ??= messageId;
      return messageId !== hung;
    };
    world.runner.add(definitionOf('S1'));
    await world.clock.advance(10);
    world.runner.add(definitionOf('S2'));
    await world.clock.advance(1_000);
    expect([...world.runner.stations()].map(({ station }) => station.registration)).toEqual(['none', 'accepted']);
  });
});

describe('storing', () => {
  test('while the store works, no frame leaves before the state that it follows from is stored', async () => {
    const world = new World();
    let unsaved = 0;
    world.csms.serves = () => {
      for (const { marked, saved } of world.runner.stations()) unsaved += marked === saved ? 0 : 1;
      return true;
    };
    await world.addCharging();
    await world.clock.advance(60_000);
    expect(world.csms.actions()).toContain('MeterValues');
    expect(unsaved).toBe(0);
  });

  test('changes of many stations in one turn are one write', async () => {
    const world = new World();
    for (let number = 0; number < 50; number += 1) world.runner.add(definitionOf(`S${number}`));
    await world.clock.advance(0);
    expect(world.store.definitions.size).toBe(50);
    expect(world.store.writes).toBeLessThan(5);
  });

  test('a store that fails is one fault; charging goes on, and everything is stored when it works again', async () => {
    const world = new World();
    world.store.failure = new Error('quota exceeded');
    const key = await world.addCharging();
    await world.clock.advance(60_000);
    expect(world.csms.transactions).toMatchObject([{ id: 1 }]);
    expect(world.faults).toEqual([
      { kind: 'storage', isFull: false, problem: expect.stringContaining('quota exceeded') },
    ]);
    world.store.failure = null;
    await world.clock.advance(6_000);
    expect(world.faults.at(-1)?.kind).toBe('storageWorksAgain');
    expect(world.store.parts.get(key)?.['connector:1']).toMatchObject({ transaction: { transactionId: 1 } });
  });

  test('a store that never answers holds a frame for some seconds only', async () => {
    const world = new World();
    world.store.hangs = true;
    world.runner.add(definitionOf('S1'));
    await world.clock.advance(2_000);
    expect(world.csms.opened).toEqual([]);
    await world.clock.advance(2_000);
    expect(world.csms.actions()).toContain('BootNotification');
    expect(world.faults).toMatchObject([{ kind: 'storage' }]);
  });

  test('a station of an unknown newer layout is refused in words and kept; the others run', async () => {
    const world = new World();
    await world.addCharging('S1');
    await world.addCharging('S2');
    world.kill();
    const stored = world.store.parts.get('key-S1') as { station: { layout: number } };
    stored.station.layout = 99;
    const before = structuredClone(stored);
    await world.restart();
    await world.clock.advance(60_000);
    expect(world.faults).toMatchObject([{ kind: 'unreadableStation', problem: expect.stringContaining('layout 99') }]);
    expect([...world.runner.stations()].map(({ definition }) => definition.key)).toEqual(['key-S2']);
    expect(world.store.parts.get('key-S1')).toEqual(before);
    expect(() => world.runner.add(definitionOf('S1'))).toThrow('has this key');
    await world.runner.remove('key-S1');
    expect(world.store.definitions.has('key-S1')).toBe(false);
  });
});

test('an engine that throws stops its own station and no other', async () => {
  const world = new World();
  const broken = world.runner.add(definitionOf('S1'));
  world.runner.add(definitionOf('S2'));
  await world.clock.advance(1_000);
  broken.station.connectors = null as never;
  await world.clock.advance(400_000);
  expect(world.faults).toMatchObject([{ kind: 'brokenStation', problem: expect.stringContaining('Station S1') }]);
  expect(() => world.runner.input('key-S1', { type: 'restored' })).toThrow('has stopped');
  const heartbeats = world.csms.calls.filter(({ action }) => action === 'Heartbeat');
  expect(heartbeats.length).toBeGreaterThan(0);
});
