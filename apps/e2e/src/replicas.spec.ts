// Three replicas as processes behind nginx, under load, losing one thing after the other. After each, the auditor compares
// what the stations know was acknowledged with what REST returns.
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createApiClient } from '@simulator/api-client';
import type { ApiClient, Command } from '@simulator/api-client';
import { describeWith } from '@simulator/test-services';
import { audit, AuditedFleet, FLEET_TAG } from './audited-fleet.js';
import { ReplicaStack } from './replica-stack.js';

jest.setTimeout(240_000);

const STATIONS = 36;
/** Retries of the stations begin at one second and double, with jitter. */
const BACK_OFF_MS = 20_000;
const SETTLE_MS = 60_000;

describeWith(['own MariaDB', 'own Valkey', 'nginx'], 'three replicas', () => {
  let stack: ReplicaStack;
  let fleet: AuditedFleet;
  let client: ApiClient;

  beforeAll(async () => {
    stack = await ReplicaStack.start(3, {
      COMMAND_TIMEOUT_S: '18',
      // The balancer here stands in this process: it has so long to notice, also where that stands still for a while.
      DRAIN_LEAD_S: '3',
      DRAIN_SPREAD_S: '2',
      DRAIN_TIMEOUT_S: '15',
      MESSAGE_RETENTION_DAYS: '0',
    });
    client = createApiClient({ baseUrl: stack.origin });
    const tag = { params: { path: { idTag: FLEET_TAG } }, body: { status: 'Accepted' as const } };
    expect((await client.PUT('/api/v1/id-tokens/{idTag}', tag)).response.status).toBe(200);
    fleet = await AuditedFleet.start(`${stack.origin.replace('http', 'ws')}/ocpp`, 'CS', STATIONS);
    await until(() => fleet.allOpen, 'all stations are connected');
  });

  afterAll(async () => {
    await fleet?.stop();
    await stack?.stop();
  });

  const command = (origin: string, stationId: string): Promise<CommandAnswer> =>
    fetch(`${origin}/api/v1/stations/${stationId}/commands`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Prefer: 'wait=20' },
      body: JSON.stringify({ action: 'TriggerMessage', payload: { requestedMessage: 'Heartbeat' } }),
    }).then(async (response) => ({ httpStatus: response.status, ...((await response.json()) as Command) }));

  const connected = async (origin: string): Promise<number> => {
    const response = await fetch(`${origin}/api/v1/stations?limit=100`);
    const { items } = (await response.json()) as { items: { connected: boolean; id: string }[] };
    return items.filter(({ connected, id }) => connected && id.startsWith('CS-')).length;
  };

  /** The replica that holds most stations. */
  const busiest = async (): Promise<number> => {
    const counts = await Promise.all(stack.replicas.map(({ origin }) => metric(origin, 'ocpp_connected_stations')));
    return counts.indexOf(Math.max(...counts));
  };

  const expectNothingLost = async (): Promise<void> => {
    expect(await fleet.settle(SETTLE_MS)).toBe(true);
    const { transactions, samples, findings } = await audit(fleet, client);
    expect(findings).toEqual([]);
    expect(transactions).toBeGreaterThan(0);
    expect(samples).toBeGreaterThan(0);
    const { data } = await client.GET('/api/v1/orphan-messages');
    expect(data?.items).toEqual([]);
  };

  test('stations are spread over the replicas, and every replica knows of all of them', async () => {
    const counts = await Promise.all(stack.replicas.map(({ origin }) => metric(origin, 'ocpp_connected_stations')));
    expect(counts.every((count) => count > 0)).toBe(true);
    for (const { origin } of stack.replicas) expect(await connected(origin)).toBe(STATIONS);
  });

  test('a command reaches its station from any replica', async () => {
    const answers = await Promise.all(
      fleet.ids.slice(0, 6).flatMap((id) => stack.replicas.map(({ origin }) => command(origin, id))),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 'accepted'));
  });

  test('a station that comes by another replica is there, and its old connection is closed with 1008', async () => {
    const [first, second] = stack.replicas.map(({ origin }) => `${origin.replace('http', 'ws')}/ocpp`) as [
      string,
      string,
    ];
    const old = await AuditedFleet.start(first, 'TWIN', 1);
    await until(() => old.allOpen, 'the old one is connected');
    const young = await AuditedFleet.start(second, 'TWIN', 1);
    await until(() => old.closeCodes().length > 0, 'the old one is closed');
    expect(old.closeCodes()[0]).toBe(1008);
    await old.stop();
    await until(() => young.allOpen, 'the new one is connected');
    expect((await command(stack.replicas[2]!.origin, 'TWIN-001')).status).toBe('accepted');
    await young.stop();
  });

  test('SIGKILL of a replica under load: nothing acknowledged is lost, its stations go elsewhere, commands end', async () => {
    fleet.charge();
    await load(4_000);
    const victim = await busiest();
    const other = stack.replicas[(victim + 1) % 3]!.origin;
    const asked = fleet.ids.map((id) => command(other, id));
    await stack.replicas[victim]!.kill();
    const killedAt = Date.now();
    await until(() => fleet.allOpen, 'all stations are connected again');
    expect(Date.now() - killedAt).toBeLessThan(BACK_OFF_MS);
    for (const { httpStatus, status } of await Promise.all(asked)) {
      expect(httpStatus).toBe(200);
      expect(['accepted', 'offline', 'timedOut']).toContain(status);
    }
    await until(async () => (await connected(other)) === STATIONS, 'REST has them all');
    // Until it counts as dead, what the killed one held is contested: a command may still be told that its replica is gone.
    const reached = async (): Promise<boolean> => {
      const again = await Promise.all(fleet.ids.slice(0, 5).map((id) => command(other, id)));
      return again.every(({ status }) => status === 'accepted');
    };
    await until(reached, 'commands reach them where they are now');
    await stack.startReplica(victim);
    await stack.untilBalanced(3);
    await expectNothingLost();
  });

  test('a rolling restart of all three under load: no failed request, nothing lost, nothing double', async () => {
    fleet.charge();
    const prober = probe(stack.origin, fleet.ids);
    await load(1_000);
    for (const [index, replica] of stack.replicas.entries()) {
      const exit = await replica.stop();
      expect(exit.code).toBe(0);
      await stack.startReplica(index);
      await stack.untilBalanced(3);
    }
    const { requests, failures } = await prober.stop();
    expect(failures).toEqual([]);
    expect(requests).toBeGreaterThan(50);
    await until(() => fleet.allOpen, 'all stations are connected again');
    expect(fleet.closeCodes()).toContain(1012);
    await expectNothingLost();
  });

  test('Valkey killed and back: stations and storage go on, far commands fail at once, all heals by itself', async () => {
    fleet.charge();
    await load(500);
    const closes = fleet.closeCodes().length;
    await stack.valkey.kill();
    const origin = stack.replicas[0]!.origin;
    const readiness = async (): Promise<{ status: number; valkey: { degraded?: boolean } }> => {
      const response = await fetch(`${origin}/health/ready`);
      const { details } = (await response.json()) as { details: { valkey: { degraded?: boolean } } };
      return { status: response.status, valkey: details.valkey };
    };
    await until(async () => (await readiness()).valkey.degraded === true, 'readiness says so');
    expect((await readiness()).status).toBe(200);
    const startedAt = Date.now();
    const answers = await Promise.all(fleet.ids.map((id) => command(origin, id)));
    const near = answers.filter(({ status }) => status === 'accepted').length;
    expect(near).toBe(await metric(origin, 'ocpp_connected_stations'));
    expect(near).toBeGreaterThan(0);
    const far = answers.filter(({ status }) => status !== 'accepted');
    for (const { status, error } of far) expect({ status, code: error?.code }).toEqual(unreachable);
    // Not by their deadline.
    expect(Date.now() - startedAt).toBeLessThan(15_000);
    const before = fleet.acknowledged;
    await load(1_500);
    await until(() => fleet.acknowledged > before, 'something is acknowledged');
    await stack.valkey.start();
    await until(async () => (await readiness()).valkey.degraded === undefined, 'readiness says that it is back');
    for (const replica of stack.replicas) {
      await until(async () => (await connected(replica.origin)) === STATIONS, 'every replica knows of all again');
    }
    expect((await Promise.all(fleet.ids.map((id) => command(origin, id)))).map(({ status }) => status)).toEqual(
      fleet.ids.map(() => 'accepted'),
    );
    // No station has noticed.
    expect(fleet.closeCodes()).toHaveLength(closes);
    await expectNothingLost();
  });

  test('MariaDB killed and back: nothing is acknowledged that is not stored, everything arrives later, once', async () => {
    fleet.charge();
    await load(2_000);
    await stack.database.kill();
    await load(3_000);
    const before = fleet.acknowledged;
    await load(500);
    expect(fleet.acknowledged).toBe(before);
    await stack.database.start();
    await stack.untilBalanced(3);
    await until(() => fleet.allOpen, 'all stations are connected again');
    await load(1_000);
    await expectNothingLost();
  });
});

type CommandAnswer = Command & { httpStatus: number };
const unreachable = { status: 'offline', code: 'ReplicasUnreachable' };

const load = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + 90_000; Date.now() < end;) {
    if (await condition()) return;
    await load(150);
  }
  throw new Error(`not in time: ${what}`);
}

async function metric(origin: string, name: string): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

/** REST requests one after the other, reading and writing, until it is stopped. */
function probe(origin: string, stationIds: readonly string[]) {
  let isStopped = false;
  let requests = 0;
  const failures: string[] = [];
  const ask = async (path: string, init: RequestInit = {}): Promise<void> => {
    requests += 1;
    const failure = await fetch(`${origin}/api/v1/${path}`, init).then(
      (response) => response.text().then(() => (response.ok ? null : `${path}: ${response.status}`)),
      (error: Error) => `${path}: ${error.message} ${error.cause instanceof Error ? error.cause.message : ''}`,
    );
    if (failure !== null) failures.push(failure);
  };
  const headers = { 'Content-Type': 'application/json' };
  const run = async (): Promise<void> => {
    for (let index = 0; !isStopped; index += 1) {
      await ask('stations?limit=5');
      const body = JSON.stringify({ action: 'ClearCache', payload: {} });
      const id = stationIds[index % stationIds.length];
      await ask(`stations/${id}/commands`, { method: 'POST', headers, body });
      await load(20);
    }
  };
  const running = Promise.all([run(), run()]);
  return {
    stop: async () => {
      isStopped = true;
      await running;
      return { requests, failures };
    },
  };
}
