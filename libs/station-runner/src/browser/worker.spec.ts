// The page's client and the Worker together, over cloned messages, against a CSMS in memory.
import { describe, expect, test } from '@jest/globals';
import { carPresets } from '@simulator/station';
import { FakeCsms } from '../../test/fake-csms.js';
import { FakeLocks, fakeWorker } from '../../test/fake-worker.js';
import type { FakeWorker } from '../../test/fake-worker.js';
import { MemoryStore } from '../../test/memory-store.js';
import { definitionOf } from '../../test/world.js';
import { systemClock } from '../clock.js';
import { fitReason } from './browser-socket.js';
import { SimulatorClient } from './index.js';
import type { StationSnapshot, StationSummary, TimelineEntry } from './index.js';
import type { WorkerParts } from './worker.js';

interface Tab extends FakeWorker {
  client: SimulatorClient;
}

class Browser {
  readonly csms = new FakeCsms();
  readonly locks = new FakeLocks();
  readonly store = new MemoryStore();

  open(parts: Partial<WorkerParts> = {}): Tab {
    const worker = fakeWorker(this.csms, this.locks, { openStore: async () => this.store.connect(), ...parts });
    return { ...worker, client: SimulatorClient.connect(worker.port) };
  }
}

async function until<T>(read: () => T | null | undefined | false, timeoutMs = 4_000): Promise<T> {
  for (const end = Date.now() + timeoutMs; Date.now() < end;) {
    const value = read();
    if (value !== null && value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('waited in vain');
}

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
    await client.ready;
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
    await second.client.ready;
    await until(() => seen.snapshot);
    expect(second.client.faults).toEqual([]);
    second.terminate();
  });

  test('a browser without storage: the stations run, and the page is told', async () => {
    const browser = new Browser();
    const openStore = async () => {
      throw new Error('A mutation operation was attempted on a database that did not allow mutations');
    };
    const { client, terminate } = browser.open({ openStore, clock: systemClock() });
    const seen = await charge(client);
    expect(seen.snapshot?.station.connectors[0]?.status).toBe('Charging');
    expect(client.faults).toMatchObject([
      { kind: 'storage', problem: expect.stringContaining('did not allow mutations') },
    ]);
    terminate();
  });

  test('a store that cannot be read stops the start, in words, and nothing is lost', async () => {
    const browser = new Browser();
    const connection = browser.store.connect();
    connection.load = async () => Promise.reject(new Error('disk error'));
    const { client, terminate } = browser.open({ openStore: async () => connection });
    const fault = await until(() => client.faults[0]);
    expect(fault).toMatchObject({ kind: 'workerStopped', problem: expect.stringContaining('disk error') });
    await expect(client.addStation(definition)).rejects.toThrow('disk error');
    terminate();
  });

  test('a Worker whose script does not load rejects what was asked', async () => {
    const browser = new Browser();
    const running = browser.open();
    await running.client.ready;
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
