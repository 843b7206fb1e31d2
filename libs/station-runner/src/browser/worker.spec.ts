// The page's client and the Worker together, over cloned messages, against a CSMS in memory.
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { carPresets } from '@simulator/station';
import { FakeCsms } from '../../test/fake-csms.js';
import { FakeChannels } from '../../test/fake-channels.js';
import { FakeLocks } from '../../test/fake-locks.js';
import { fakeWorker } from '../../test/fake-worker.js';
import type { FakeWorker } from '../../test/fake-worker.js';
import { MemoryStore } from '../../test/memory-store.js';
import { useSteadyTime } from '../../test/steady-time.js';
import { definitionOf } from '../../test/world.js';
import { fitReason } from './browser-socket.js';
import { SimulatorClient } from './index.js';
import type { StationSnapshot, StationSummary, TimelineEntry } from './index.js';
import type { WorkerParts } from './worker.js';

interface Tab extends FakeWorker {
  client: SimulatorClient;
}

const shortTimes = { patienceMs: 100, silentPatienceMs: 1_500, handOverMs: 600, collectMs: 200 };

jest.setTimeout(60_000);
useSteadyTime();

/** Ended after each test, also after one that fails: their timers would keep the process alive. */
const opened: FakeWorker[] = [];
afterEach(() => opened.splice(0).forEach(({ terminate }) => terminate()));

class Browser {
  readonly csms = new FakeCsms();
  readonly channels = new FakeChannels();
  readonly store = new MemoryStore();
  readonly locks: FakeLocks | null;

  constructor({ hasLocks = true } = {}) {
    this.locks = hasLocks ? new FakeLocks() : null;
  }

  open(parts: Partial<WorkerParts> = {}): Tab {
    const openStore = async () => this.store.connect();
    const worker = fakeWorker(this, { openStore, times: shortTimes, ...parts });
    opened.push(worker);
    return { ...worker, client: SimulatorClient.connect(() => worker.port) };
  }
}

async function until<T>(read: () => T | null | undefined | false, timeoutMs = 20_000): Promise<T> {
  for (const end = Date.now() + timeoutMs; Date.now() < end;) {
    const value = read();
    if (value !== null && value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('waited in vain');
}

const isRunning = (client: SimulatorClient) =>
  new Promise<void>((resolve) => void client.onRunning((is) => is && resolve()));

function watch(client: SimulatorClient, key: string) {
  const seen = {
    snapshot: null as StationSnapshot | null,
    snapshots: 0,
    entries: [] as TimelineEntry[],
    stop: () => {},
  };
  seen.stop = client.watch(key, {
    onSnapshot: (snapshot) => {
      seen.snapshot = snapshot;
      seen.snapshots += 1;
    },
    onTimeline: (entries) => seen.entries.push(...entries),
  });
  return seen;
}

const definition = definitionOf('S1');
const { key } = definition;

async function charge(client: SimulatorClient) {
  await client.addStation(definition);
  const seen = watch(client, key);
  await until(() => seen.snapshot?.station.registration === 'accepted');
  await client.input(key, { type: 'plugged', connectorId: 1, plugIn: { car: carPresets[0], socPercent: 20 } });
  await client.input(key, { type: 'tagPresented', idTag: 'TAG', connectorId: 1 });
  await until(() => seen.snapshot?.station.connectors[0]?.transaction?.transactionId);
  return seen;
}

describe('a page and its Worker', () => {
  test('a station is added, seen in the list, charged, and removed', async () => {
    const { client, terminate } = new Browser().open();
    let list: StationSummary[] | null = null;
    client.subscribeStations((stations) => (list = stations));
    await isRunning(client);
    const seen = await charge(client);
    await until(() => list?.[0]?.connectors[0]?.status === 'Charging');
    expect(list).toMatchObject([{ key, stationId: 'S1', connection: 'open', registration: 'accepted' }]);
    const before = seen.snapshot?.station.connectors[0]?.registerWh ?? 0;
    const snapshots = seen.snapshots;
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    // A live view: energy goes on without any message, some times a second.
    expect(seen.snapshot?.station.connectors[0]?.registerWh).toBeGreaterThan(before);
    expect(seen.snapshots - snapshots).toBeGreaterThanOrEqual(3);
    expect(seen.snapshots - snapshots).toBeLessThanOrEqual(6);
    await client.removeStation(key);
    await until(() => list?.length === 0);
    terminate();
  });

  test('a timeline has every entry once and in order, for the second watcher too', async () => {
    const browser = new Browser();
    const { client, terminate } = browser.open();
    const seen = await charge(client);
    await until(() => seen.entries.some((entry) => entry.kind === 'received' && entry.action === 'StartTransaction'));
    expect(seen.entries.map(({ number }) => number)).toEqual(seen.entries.map((_, index) => index + 1));
    const late = watch(client, key);
    expect(late.entries).toEqual(seen.entries);
    seen.stop();
    await client.input(key, { type: 'stopPressed', connectorId: 1 });
    await until(() => late.entries.some((entry) => entry.kind === 'received' && entry.action === 'StopTransaction'));
    expect(seen.entries.length).toBeLessThan(late.entries.length);
    terminate();
  });

  test('what cannot be done is a rejection in words', async () => {
    const { client, terminate } = new Browser().open();
    await expect(client.input('nobody', { type: 'poweredOn' })).rejects.toThrow('There is no station');
    await expect(client.addStation(definitionOf('S1', 'http://x'))).rejects.toThrow('must start with ws://');
    await client.addStation(definition);
    await expect(client.addStation(definition)).rejects.toThrow('already');
    terminate();
  });

  test('a reload in the middle of a transaction goes on with it', async () => {
    const browser = new Browser();
    const first = browser.open();
    await charge(first.client);
    first.terminate();
    const second = browser.open();
    const seen = watch(second.client, key);
    await until(() => seen.snapshot?.station.connectors[0]?.status === 'Charging');
    expect(seen.snapshot?.station.connectors[0]?.transaction?.transactionId).toBe(1);
    await second.client.removeStation(key);
    expect(browser.csms.transactions).toMatchObject([{ stops: [{ reason: 'Local' }] }]);
    second.terminate();
  });
});

describe('faults', () => {
  test('a second tab says that another one runs the stations, and takes over when that is closed', async () => {
    const browser = new Browser();
    const first = browser.open();
    await first.client.addStation(definition);
    const second = browser.open();
    const seen = watch(second.client, key);
    const fault = await until(() => second.client.faults[0]);
    expect(fault).toMatchObject({ kind: 'otherTab', problem: expect.stringContaining('another tab') });
    await expect(second.client.addStation(definitionOf('S2'))).rejects.toThrow('another tab');
    expect(browser.csms.opened).toHaveLength(1);
    first.terminate();
    await isRunning(second.client);
    await until(() => seen.snapshot);
    expect(second.client.faults).toEqual([]);
    second.terminate();
  });

  describe.each([
    ['with Web Locks', true],
    ['on an insecure origin, which has none', false],
  ])('two tabs, %s', (_, hasLocks) => {
    test('the stations move to the tab that asks for them and back, and a transaction goes on', async () => {
      const browser = new Browser({ hasLocks });
      const first = browser.open();
      await charge(first.client);
      const second = browser.open();
      const seen = watch(second.client, key);
      await until(() => second.client.faults[0]?.kind === 'otherTab');
      expect(browser.csms.opened).toHaveLength(1);
      second.client.useHere();
      await until(() => seen.snapshot?.station.connection.state === 'open');
      expect(seen.snapshot?.station.connectors[0]?.transaction?.transactionId).toBe(1);
      expect(first.client.faults).toMatchObject([{ kind: 'otherTab', problem: expect.stringContaining('has asked') }]);
      await expect(first.client.addStation(definitionOf('S2'))).rejects.toThrow('has asked for the stations');
      const back = watch(first.client, key);
      first.client.useHere();
      await until(() => back.snapshot?.station.connection.state === 'open');
      expect(first.client.faults).toEqual([]);
      expect(second.client.faults).toMatchObject([{ kind: 'otherTab' }]);
      // From 1 again: the timeline is that of this stay.
      expect(back.entries.map(({ number }) => number)).toEqual(back.entries.map((_entry, index) => index + 1));
      await first.client.removeStation(key);
      expect(browser.csms.transactions).toMatchObject([{ stops: [{ reason: 'Local' }] }]);
      second.terminate();
      first.terminate();
    });
  });

  test('a tab that has handed over keeps saying so, whatever it would have said as one that waits, and when a third one asks', async () => {
    const browser = new Browser();
    const first = browser.open();
    await first.client.addStation(definition);
    const second = browser.open();
    second.client.useHere();
    await isRunning(second.client);
    const third = browser.open();
    await until(() => third.client.faults[0]?.kind === 'otherTab');
    await new Promise((resolve) => setTimeout(resolve, 2 * shortTimes.silentPatienceMs));
    expect(first.client.faults).toMatchObject([{ kind: 'otherTab', problem: expect.stringContaining('has asked') }]);
    for (const { terminate } of [third, second, first]) terminate();
  });

  test('a tab that does not answer loses the stations, and writes and sends nothing more', async () => {
    const browser = new Browser();
    const first = browser.open();
    await charge(first.client);
    const second = browser.open();
    await until(() => second.client.faults[0]?.kind === 'otherTab');
    first.hang();
    second.client.useHere();
    await isRunning(second.client);
    await until(() => first.client.faults[0]?.problem.includes('did not answer in time'));
    await second.client.removeStation(key, { force: true });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([...browser.store.definitions.keys(), ...browser.store.parts.keys()]).toEqual([]);
    expect(browser.csms.opened).toHaveLength(2);
    first.terminate();
    second.terminate();
  });

  test('of three tabs the one that asks gets the stations; the one that waits longest gets them when that is closed', async () => {
    const browser = new Browser();
    const first = browser.open();
    await first.client.addStation(definition);
    const second = browser.open();
    const third = browser.open();
    await until(() => third.client.faults[0] && second.client.faults[0]);
    third.client.useHere();
    await isRunning(third.client);
    expect(second.client.faults).toMatchObject([{ kind: 'otherTab' }]);
    third.terminate();
    await isRunning(second.client);
    expect(first.client.faults).toMatchObject([{ kind: 'otherTab' }]);
    second.terminate();
    first.terminate();
  });

  test('a store that cannot be opened: nothing runs before a person has decided; then stations run unsaved, plainly marked', async () => {
    const browser = new Browser();
    const openStore = async () => {
      throw new Error('A mutation operation was attempted on a database that did not allow mutations');
    };
    const { client, terminate } = browser.open({ openStore });
    const fault = await until(() => client.faults[0]);
    expect(fault).toMatchObject({ kind: 'noStore', isNewer: false, problem: expect.stringContaining('did not allow') });
    await expect(client.addStation(definition)).rejects.toThrow('does not let the page open its store');
    client.tryStore();
    await until(() => client.faults[0] !== fault && client.faults[0]?.kind === 'noStore');
    client.runUnsaved();
    await isRunning(client);
    const seen = await charge(client);
    expect(seen.snapshot?.station.connectors[0]?.status).toBe('Charging');
    expect(client.faults).toMatchObject([{ kind: 'unsaved', problem: expect.stringContaining('stored nowhere') }]);
    // Another tab is told what it would cost to take them.
    const second = browser.open();
    await until(() => second.client.faults[0]?.problem.includes('cannot store its stations'));
    second.terminate();
    terminate();
  });

  test('a store of a newer release is left alone, and says so', async () => {
    const openStore = async () => {
      throw new Error('newer', { cause: new DOMException('The version is higher', 'VersionError') });
    };
    const { client, terminate } = new Browser().open({ openStore });
    const fault = await until(() => client.faults[0]);
    expect(fault).toMatchObject({ kind: 'noStore', isNewer: true, problem: expect.stringContaining('newer release') });
    terminate();
  });

  test('a store that cannot be read, and then can: nothing is lost', async () => {
    const browser = new Browser();
    const before = browser.open();
    await before.client.addStation(definition);
    before.terminate();
    let isBroken = true;
    const openStore = async () => {
      const connection = browser.store.connect();
      if (isBroken) connection.load = async () => Promise.reject(new Error('disk error'));
      return connection;
    };
    const { client, terminate } = browser.open({ openStore });
    const fault = await until(() => client.faults[0]);
    expect(fault).toMatchObject({ kind: 'noStore', problem: expect.stringContaining('disk error') });
    isBroken = false;
    client.tryStore();
    await isRunning(client);
    expect(client.faults).toEqual([]);
    expect((await client.exportStations()).stations).toMatchObject([{ definition }]);
    terminate();
  });

  test('a full store: charging goes on, a removed station makes room, and all is stored when there is some', async () => {
    const browser = new Browser();
    const { client, terminate } = browser.open();
    await client.addStation(definitionOf('S2'));
    const seen = await charge(client);
    await client.save();
    const stored = browser.store.parts.get(key);
    const full = new DOMException('No room', 'QuotaExceededError');
    browser.store.refuses = (change) => (change.type === 'remove' ? null : full);
    await client.input(key, { type: 'stopPressed', connectorId: 1 });
    await until(() => client.faults[0]);
    expect(client.faults).toMatchObject([
      { kind: 'storage', isFull: true, problem: expect.stringContaining('No room') },
    ]);
    await until(() => seen.snapshot?.station.connectors[0]?.status === 'Finishing');
    await expect(client.save()).rejects.toThrow('No room');
    expect(browser.store.parts.get(key)).toEqual(stored);
    await client.removeStation('key-S2');
    expect([...browser.store.definitions.keys()]).toEqual([key]);
    browser.store.refuses = () => null;
    await client.save();
    await until(() => client.faults.length === 0);
    expect(browser.store.parts.get(key)).not.toEqual(stored);
    terminate();
  });

  test('a station that cannot be read is exported as it was found, and can be removed; the others run', async () => {
    const browser = new Browser();
    const before = browser.open();
    await before.client.addStation(definition);
    await before.client.addStation(definitionOf('S2'));
    before.terminate();
    browser.store.parts.set(key, { station: 'damaged' });
    const { client, terminate } = browser.open();
    await isRunning(client);
    const fault = await until(() => client.faults[0]);
    expect(fault).toMatchObject({ kind: 'unreadableStation', key, name: definition.name });
    const exported = await client.exportStations();
    expect(exported.stations.map((station) => station.definition.key)).toEqual(['key-S2']);
    expect(exported.unreadable).toEqual([{ definition, parts: { station: 'damaged' } }]);
    await client.removeStation(key);
    await until(() => client.faults.length === 0);
    expect([...browser.store.definitions.keys()]).toEqual(['key-S2']);
    terminate();
  });

  test('a Worker that is silent for half a minute can be waited for, or started again', async () => {
    const browser = new Browser();
    const workers: FakeWorker[] = [];
    const client = SimulatorClient.connect(() => {
      const worker = fakeWorker(browser, { openStore: async () => browser.store.connect(), times: shortTimes });
      workers.push(worker);
      return worker.port;
    });
    await isRunning(client);
    await charge(client);
    let now = 0;
    const pass = (seconds: number) => {
      for (const end = now + seconds * 1_000; now < end; now += 5_000) client.checkPulse(now, true);
    };
    workers[0]?.hang();
    pass(60);
    expect(client.faults).toMatchObject([{ kind: 'noAnswer' }]);
    client.keepWaiting();
    expect(client.faults).toEqual([]);
    pass(60);
    expect(client.faults).toMatchObject([{ kind: 'noAnswer' }]);
    const lost = expect(client.input(key, { type: 'poweredOn' })).rejects.toThrow('started again');
    client.restart();
    await lost;
    expect(client.faults).toEqual([]);
    await isRunning(client);
    const seen = watch(client, key);
    await until(() => seen.snapshot?.station.connectors[0]?.transaction?.transactionId === 1);
    expect(workers).toHaveLength(2);
    workers[1]?.terminate();
  });

  test('a Worker whose script does not load rejects what was asked', async () => {
    const browser = new Browser();
    const running = browser.open();
    await isRunning(running.client);
    const never = browser.open();
    const asked = expect(never.client.addStation(definition)).rejects.toThrow('could not start');
    never.emitError('Failed to load');
    await asked;
    expect(never.client.faults).toMatchObject([{ kind: 'workerStopped' }]);
    // In this order: it would take over.
    never.terminate();
    running.terminate();
  });
});

test('a close reason is cut to 123 bytes at a whole character (RFC 6455 §5.5)', () => {
  expect(fitReason('short')).toBe('short');
  const cut = fitReason('ä'.repeat(100));
  expect(cut).toBe('ä'.repeat(61));
});
