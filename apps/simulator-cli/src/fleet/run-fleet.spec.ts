// Small fleets against a real `ws` server.
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { CsmsServer, until } from '../../test/csms-server.js';
import { exitCodes } from '../exit-codes.js';
import type { Signal } from '../signal.js';
import type { FleetOptions } from '../tasks.js';
import type { FleetReport } from './fleet-report.js';
import { mergeReports } from './merge-reports.js';
import type { MergedReport } from './merge-reports.js';
import { openFilesProblem } from './open-files.js';
import { runFleet } from './run-fleet.js';

jest.setTimeout(40_000);

let csms: CsmsServer;
let directory: string;
let problems: string;
let printed: string[];

beforeEach(async () => {
  csms = await CsmsServer.start();
  directory = mkdtempSync(join(tmpdir(), 'fleet-'));
  problems = '';
  printed = [];
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    problems += String(text);
    return true;
  });
});

afterEach(async () => {
  jest.restoreAllMocks();
  await csms.close();
  rmSync(directory, { recursive: true, force: true });
});

const HOUR_MS = 3_600_000;

function start(changes: Partial<FleetOptions> = {}) {
  const options: FleetOptions = {
    url: csms.url,
    security: { profile: 0, tls: {} },
    pingIntervalS: 0,
    connectTimeoutMs: 10_000,
    settings: {},
    stations: 20,
    shard: { index: 1, count: 1 },
    idPrefix: 'F-',
    seed: 1,
    rampMs: 0,
    idTag: 'FLEET',
    car: 'random',
    // A car at once, for as long as it may.
    sessionsPerHour: 36_000,
    chargeTime: { fromMs: HOUR_MS, toMs: HOUR_MS },
    durationMs: Infinity,
    stopTimeoutMs: 5_000,
    reportFile: join(directory, 'report.json'),
    json: false,
    ...changes,
  };
  let signal: (given: Signal) => void = () => undefined;
  const signalled = new Promise<Signal>((resolve) => (signal = resolve));
  const exitCode = runFleet(options, (line) => printed.push(line), signalled);
  const report = () => JSON.parse(readFileSync(options.reportFile!, 'utf8')) as FleetReport;
  return { exitCode, signal, report };
}

const transactionsAt = (action: string) => csms.of(action).map(({ payload }) => payload['transactionId']);

describe('a fleet', () => {
  test('boots, charges, and stops every transaction when it is interrupted', async () => {
    const { exitCode, signal, report } = start();
    await until(() => csms.of('MeterValues').length > 0 || csms.of('StartTransaction').length === 20, 'transactions');
    await until(() => csms.of('StartTransaction').length === 20, 'transactions of all');
    signal('SIGTERM');
    expect(await exitCode).toBe(exitCodes.terminated.code);
    expect(new Set(csms.of('BootNotification').map(({ station }) => station)).size).toBe(20);
    expect(transactionsAt('StopTransaction').toSorted()).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1).toSorted(),
    );
    // Each left its connector free, and said so last.
    const last = new Map(
      csms
        .of('StatusNotification')
        .map((call) => [`${call.station}/${String(call.payload['connectorId'])}`, call.payload['status']]),
    );
    expect([...last.values()].every((status) => status === 'Available')).toBe(true);
    const { stations, transactions, messages, latencyMs, failures } = report();
    expect(stations).toMatchObject({ asked: 20, switchedOn: 20, registered: 20, broken: 0 });
    expect(transactions).toMatchObject({ started: 20, stopped: 20, notConfirmed: 0 });
    expect(messages.sent).toBe(csms.calls.length);
    expect(messages.calls['BootNotification']).toBe(20);
    expect(latencyMs.p50).toBeGreaterThan(0);
    expect(failures).toMatchObject({ connectionsFailed: 0, connectionsLost: 0, callErrors: 0, tagsRefused: 0 });
    expect(printed.join('\n')).toContain('20 of 20 registered');
    expect(problems).toBe('');
  });

  test('a start that the CSMS has not answered when the fleet ends is no refused tag', async () => {
    csms.answers['StartTransaction'] = null;
    const { exitCode, signal, report } = start({ stations: 1, stopTimeoutMs: 300 });
    await until(() => csms.of('StartTransaction').length === 1, 'the start');
    signal('SIGTERM');
    await exitCode;
    expect(report().failures).toMatchObject({ tagsRefused: 0 });
    expect(report().transactions).toMatchObject({ started: 0, notConfirmed: 1 });
  });

  test('cars go when their time is over, others come; the energy is what the CSMS was told', async () => {
    const { exitCode, signal, report } = start({ stations: 5, chargeTime: { fromMs: 300, toMs: 600 } });
    await until(() => csms.of('StopTransaction').length > 5, 'more stops than stations');
    signal('SIGTERM');
    expect(await exitCode).toBe(exitCodes.terminated.code);
    const { transactions } = report();
    expect(transactions.started).toBeGreaterThan(5);
    expect(transactions.stopped).toBe(transactions.started);
    expect(new Set(transactionsAt('StopTransaction')).size).toBe(transactions.started);
    const sum = (action: string, field: string) =>
      csms.of(action).reduce((total, { payload }) => total + (payload[field] as number), 0);
    const toldWh = sum('StopTransaction', 'meterStop') - sum('StartTransaction', 'meterStart');
    // Whole Wh on the wire.
    expect(Math.abs(transactions.energyWh - toldWh)).toBeLessThanOrEqual(transactions.started + 1);
  });

  test('--shard runs a part of it; the reports of all parts add up to the whole', async () => {
    const files = [1, 2, 3].map((index) => join(directory, `part-${index}.json`));
    const parts = files.map((reportFile, index) =>
      start({ stations: 8, shard: { index: index + 1, count: 3 }, sessionsPerHour: 0, durationMs: 4_000, reportFile }),
    );
    expect(await Promise.all(parts.map(({ exitCode }) => exitCode))).toEqual([0, 0, 0]);
    const ids = csms.of('BootNotification').map(({ station }) => station);
    expect(ids.sort()).toEqual(Array.from({ length: 8 }, (_, index) => `F-0000${index + 1}`));
    const reportFile = join(directory, 'fleet.json');
    printed = [];
    const print = (line: string) => printed.push(line);
    expect(mergeReports({ files, reportFile, json: false }, print)).toBe(0);
    expect(printed.join('\n')).toContain('8 of 8 registered');
    const whole = JSON.parse(readFileSync(reportFile, 'utf8')) as MergedReport;
    const reports = parts.map(({ report }) => report());
    expect(whole).toMatchObject({ missingShards: [], stations: { asked: 8, registered: 8 }, shard: { count: 3 } });
    expect(whole.messages.sent).toBe(csms.calls.length);
    expect(whole.latencyMs.max).toBe(Math.max(...reports.map(({ latencyMs }) => latencyMs.max ?? 0)));
    const calls = whole.latencyHistogram.counts.reduce((sum, count) => sum + count, 0);
    expect(calls).toBe(csms.calls.length);
    // A part that is missing is said, and is no success.
    expect(mergeReports({ files: files.slice(1), json: true }, print)).toBe(exitCodes.failed.code);
    expect(problems).toContain('no report of the parts 1/3');
    expect(() => mergeReports({ files: [files[0]!, files[0]!], json: true }, print)).toThrow('about the same part');
    expect(() => mergeReports({ files: [join(directory, 'none')], json: true }, print)).toThrow(
      'cannot be read: ENOENT',
    );
    writeFileSync(join(directory, 'other'), '{"version":1}');
    expect(() => mergeReports({ files: [join(directory, 'other')], json: true }, print)).toThrow('is no report');
  });

  test('--ramp spreads the connections', async () => {
    const startedAt = performance.now();
    const { exitCode, signal } = start({ stations: 10, rampMs: 1_000, sessionsPerHour: 0 });
    await until(() => csms.of('BootNotification').length === 10, 'boots of all');
    signal('SIGTERM');
    expect(await exitCode).toBe(exitCodes.terminated.code);
    // Never before its turn; how long after it is a matter of the machine.
    csms.upgrades.forEach(({ at }, index) => expect(at - startedAt).toBeGreaterThanOrEqual(index * 100));
    expect(csms.of('StartTransaction')).toEqual([]);
  });

  test('--json prints every frame with its station, and the report last', async () => {
    const { exitCode, signal } = start({ stations: 2, sessionsPerHour: 0, json: true });
    // Each says it when it is registered.
    const ready = () => csms.of('StatusNotification').filter(({ payload }) => payload['connectorId'] === 0);
    await until(() => ready().length === 2, 'registrations');
    signal('SIGTERM');
    await exitCode;
    const entries = printed.map((line) => JSON.parse(line) as Record<string, unknown>);
    const boots = entries.filter(
      ({ kind, action, messageType }) => kind === 'sent' && messageType === 2 && action === 'BootNotification',
    );
    expect(boots.map(({ station }) => station)).toEqual(['F-00001', 'F-00002']);
    expect(entries.at(-1)).toMatchObject({ kind: 'result', stations: { registered: 2 } });
  });
});

describe('a fleet that meets trouble', () => {
  test('refused tags are counted, and the station goes on', async () => {
    csms.answers['Authorize'] = { idTagInfo: { status: 'Invalid' } };
    const { exitCode, signal, report } = start({ stations: 3 });
    const asked = (station: string) => csms.of('Authorize').filter((call) => call.station === station).length;
    // Who asks again has read the first refusal.
    await until(() => ['F-00001', 'F-00002', 'F-00003'].every((station) => asked(station) > 1), 'tags');
    signal('SIGTERM');
    expect(await exitCode).toBe(exitCodes.terminated.code);
    expect(report().failures.tagsRefused).toBeGreaterThanOrEqual(3);
    expect(report().transactions.started).toBe(0);
  });

  test('CALLERRORs and CALLs without an answer are counted', async () => {
    csms.answers['Authorize'] = 'InternalError';
    csms.answers['StatusNotification'] = null;
    const { exitCode, signal, report } = start({ stations: 2, sessionsPerHour: 0 });
    await until(() => csms.of('StatusNotification').length === 2, 'StatusNotification');
    csms.answers['BootNotification'] = 'InternalError';
    for (const socket of csms.sockets.values()) {
      socket.send(JSON.stringify([2, 'r1', 'Reset', { type: 'Hard' }]));
    }
    await until(() => csms.of('BootNotification').length >= 4, 'the next boot');
    await until(() => csms.sockets.size === 2, 'connections');
    // Who answers a ping has read what came before it.
    for (const socket of csms.sockets.values()) {
      socket.ping();
      await once(socket, 'pong');
    }
    signal('SIGINT');
    expect(await exitCode).toBe(exitCodes.interrupted.code);
    const { callErrors, callsUnanswered, reasons } = report().failures;
    expect(callsUnanswered).toBe(2);
    expect(callErrors).toBe(2);
    expect(reasons['CALLERROR to BootNotification: InternalError']).toBe(2);
  });

  test('nobody there: 3, with the reason and what to do', async () => {
    const { exitCode, report } = start({ url: 'ws://127.0.0.1:1/ocpp', stations: 3, connectTimeoutMs: 3_000 });
    expect(await exitCode).toBe(exitCodes.notConnected.code);
    expect(problems).toMatch(/^simulate: 3 stations were not registered: .*ECONNREFUSED.* – is the CSMS running/);
    expect(report().failures.connectionsFailed).toBeGreaterThanOrEqual(3);
  });

  test('a CSMS that does not confirm the stops: 5 within the limit', async () => {
    csms.answers['StopTransaction'] = null;
    const { exitCode, signal, report } = start({ stations: 3, stopTimeoutMs: 700 });
    await until(() => csms.of('StartTransaction').length === 3, 'transactions');
    await until(() => csms.of('MeterValues').length > 0 || csms.of('StatusNotification').length > 12, 'more');
    const endedAt = performance.now();
    signal('SIGINT');
    expect(await exitCode).toBe(exitCodes.notSettled.code);
    // Without the limit the last words alone would be waited for that long, and longer.
    expect(performance.now() - endedAt).toBeLessThan(5_000);
    expect(report().transactions.notConfirmed).toBe(3);
    expect(problems).toContain('has not confirmed the end of transactions at 3 stations');
  });

  test('a report that cannot be written is said before anything runs', async () => {
    const { exitCode } = start({ reportFile: join(directory, 'no', 'report.json') });
    await expect(exitCode).rejects.toThrow('--report');
    expect(csms.upgrades).toEqual([]);
  });

  test('too few open files: how many are needed, and how to get them', () => {
    expect(openFilesProblem(10_000, 1_024)).toMatch(/need 10050 open files, .* 1024: run “ulimit -n 10050”/);
    expect(openFilesProblem(900, 1_024)).toBeNull();
  });
});
