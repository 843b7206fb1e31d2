// The program as a person runs it: its own process, against a small `ws` server.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { WebSocketServer } from 'ws';

jest.setTimeout(60_000);

const main = fileURLToPath(new URL('./main.ts', import.meta.url));

interface Run {
  child: ChildProcess;
  exited: Promise<{ code: number | null; stdout: string; stderr: string }>;
  lines: string[];
}

function simulate(...args: string[]): Run {
  // From source, so that no stale build is tested.
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], NO_COLOR: '1' },
  });
  let stdout = '';
  let stderr = '';
  const lines: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    lines.splice(0, lines.length, ...stdout.split('\n').filter((line) => line !== ''));
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exited = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, stdout, stderr })),
  );
  return { child, exited, lines };
}

/** What the CSMS of these tests says; a test may change it. */
let answers: Record<string, object>;
let calls: { action: string; payload: Record<string, unknown> }[];
let authorization: string | undefined;
let isMute: (action: string) => boolean;
let url: string;
const server = createServer();
const sockets = new WebSocketServer({ server });

beforeAll(async () => {
  sockets.on('connection', (socket, request) => {
    authorization = request.headers.authorization;
    socket.on('message', (data: Buffer) => {
      const [type, id, action, payload] = JSON.parse(data.toString());
      if (type !== 2) return;
      calls.push({ action, payload });
      if (!isMute(action)) socket.send(JSON.stringify([3, id, answers[action] ?? {}]));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ocpp`;
});

afterAll(async () => {
  for (const client of sockets.clients) client.terminate();
  await new Promise((resolve) => server.close(resolve));
});

let directory: string;

beforeEach(async () => {
  calls = [];
  isMute = () => false;
  const currentTime = new Date().toISOString();
  answers = {
    BootNotification: { status: 'Accepted', currentTime, interval: 300 },
    Heartbeat: { currentTime },
    Authorize: { idTagInfo: { status: 'Accepted' } },
    StartTransaction: { transactionId: 7, idTagInfo: { status: 'Accepted' } },
  };
  directory = await mkdtemp(join(tmpdir(), 'simulate-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const actions = () => calls.map(({ action }) => action);
const payloadOf = (action: string) => calls.find((call) => call.action === action)?.payload;

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; waited < 20_000 && !condition(); waited += 20) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function untilCalled(action: string): Promise<void> {
  await until(() => payloadOf(action) !== undefined);
  expect(actions()).toContain(action);
}

/** Whether a file of the state directory has this text. */
const isStored = (text: string) =>
  readdirSync(directory, { recursive: true, withFileTypes: true }).some(
    (entry) => entry.name.endsWith('.json') && readFileSync(join(entry.parentPath, entry.name), 'utf8').includes(text),
  );

/** A charge of some seconds: a hundredth of a percent. */
const shortCharge = ['--charge', '--connector', '2', '--soc', '79.9', '--target', '80', '--tag', 'TAG-1'];

describe('simulate --charge', () => {
  test('charges to the target, stops, unplugs and ends with 0', async () => {
    const { code, stdout, stderr } = await simulate('-u', url, '-i', 'S1', ...shortCharge).exited;
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(payloadOf('StartTransaction')).toMatchObject({ connectorId: 2, idTag: 'TAG-1' });
    expect(payloadOf('StopTransaction')).toMatchObject({ transactionId: 7, reason: 'Local' });
    const statuses = calls.filter(
      ({ action, payload }) => action === 'StatusNotification' && payload['connectorId'] === 2,
    );
    expect(statuses.at(-1)?.payload['status']).toBe('Available');
    expect(stdout).toMatch(/→ BootNotification \{"/);
    expect(stdout).toMatch(/← BootNotification answer \{"status":"Accepted"/);
    expect(stdout).toMatch(/Transaction 7 ended \(Local\): 0\.\d{3} kWh/);
  });

  test('--json prints one object a line: every frame, and the result last', async () => {
    const run = simulate('-u', url, '-i', 'S1', ...shortCharge, '--json');
    const { code } = await run.exited;
    const entries = run.lines.map((line) => JSON.parse(line));
    expect(code).toBe(0);
    const sent = entries.filter(({ kind, messageType }) => kind === 'sent' && messageType === 2);
    expect(sent.map(({ action }) => action)).toEqual(actions());
    const { meterStart } = payloadOf('StartTransaction') as { meterStart: number };
    const { meterStop } = payloadOf('StopTransaction') as { meterStop: number };
    expect(entries.at(-1)).toEqual({
      kind: 'result',
      exitCode: 0,
      transactionId: 7,
      energyWh: meterStop - meterStart,
      reason: 'Local',
    });
  });

  test('a refused tag ends with 4 and says so', async () => {
    answers['Authorize'] = { idTagInfo: { status: 'Invalid' } };
    answers['StartTransaction'] = { transactionId: 7, idTagInfo: { status: 'Invalid' } };
    const { code, stderr } = await simulate('-u', url, '-i', 'S1', ...shortCharge, '--tag', 'NOBODY').exited;
    expect(stderr).toContain('“NOBODY”');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(4);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s stops the transaction properly first, and ends with %i', async (signal, exitCode) => {
    const run = simulate('-u', url, '-i', 'S1', '--charge', '--soc', '20');
    await untilCalled('StartTransaction');
    run.child.kill(signal);
    const { code } = await run.exited;
    expect(actions()).toContain('StopTransaction');
    expect(code).toBe(exitCode);
  });

  test('a killed run is taken up by the next one with the same --state-dir: one transaction, one stop', async () => {
    const killed = simulate('-u', url, '-i', 'S1', '--charge', '--soc', '20', '--state-dir', directory);
    await untilCalled('StartTransaction');
    await until(() => isStored('"transactionId":7'));
    killed.child.kill('SIGKILL');
    await killed.exited;
    calls = [];
    const next = simulate('-u', url, '-i', 'S1', '--charge', '--state-dir', directory);
    await until(() => next.lines.some((line) => line.includes('The transaction of the last run goes on')));
    next.child.kill('SIGTERM');
    const { code, stdout } = await next.exited;
    expect(stdout).toContain('The transaction of the last run goes on');
    expect(actions()).not.toContain('StartTransaction');
    expect(calls.filter(({ action }) => action === 'StopTransaction')).toMatchObject([
      { payload: { transactionId: 7 } },
    ]);
    expect(code).toBe(143);
  });

  test('a CSMS that never confirms the stop: 5', async () => {
    isMute = (action) => action === 'StopTransaction';
    const { code, stderr } = await simulate('-u', url, '-i', 'S1', ...shortCharge).exited;
    expect(stderr).toContain('has not confirmed the end of the transaction');
    expect(code).toBe(5);
  });
});

describe('simulate without --charge', () => {
  test('is online for the duration, with its credentials', async () => {
    const { code } = await simulate('-u', url, '-i', 'S1', '--password', 'secret', '--duration', '4s').exited;
    expect(actions()).toContain('BootNotification');
    expect(actions()).not.toContain('StartTransaction');
    expect(authorization).toBe(`Basic ${Buffer.from('S1:secret').toString('base64')}`);
    expect(code).toBe(0);
  });

  test('nobody there: 3, with the reason of the system', async () => {
    const { code, stderr } = await simulate('-u', 'ws://127.0.0.1:1', '-i', 'S1', '--connect-timeout', '3s').exited;
    expect(stderr).toMatch(/^simulate: No connection to the CSMS: .*ECONNREFUSED/);
    expect(code).toBe(3);
  });

  test('a CSMS that rejects the station: 3', async () => {
    answers['BootNotification'] = { status: 'Rejected', currentTime: new Date().toISOString(), interval: 60 };
    const { code, stderr } = await simulate('-u', url, '-i', 'S1', '--connect-timeout', '4s').exited;
    expect(stderr).toContain('answered BootNotification with Rejected');
    expect(code).toBe(3);
  });
});

describe('simulate --stations', () => {
  test('a fleet: one report, and 143 after a clean stop', async () => {
    const report = join(directory, 'fleet.json');
    const run = simulate('-u', url, '--stations', '5', '--sessions', '3600', '--report', report);
    const isReady = ({ action, payload }: { action: string; payload: Record<string, unknown> }) =>
      action === 'StatusNotification' && payload['connectorId'] === 0;
    // A station says it when it is registered.
    await until(() => calls.filter(isReady).length === 5);
    await untilCalled('StartTransaction');
    run.child.kill('SIGTERM');
    const { code, stdout } = await run.exited;
    expect(code).toBe(143);
    expect(stdout).toMatch(/^Stations +5 of 5 registered, all after [\d.]+ s$/m);
    expect(calls.filter(({ action }) => action === 'StopTransaction')).toHaveLength(
      calls.filter(({ action }) => action === 'StartTransaction').length,
    );
    expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({ stations: { registered: 5 } });
  });
});

describe('simulate --scenario', () => {
  const scenario = (steps: object[]) => JSON.stringify({ name: 'Test', description: 'Of the program.', steps });

  test('the exit code says whether it passed', async () => {
    const passing = join(directory, 'passing.json');
    const failing = join(directory, 'failing.json');
    const boot = [{ do: 'powerOn' }, { wait: 'registration', is: 'accepted' }];
    await writeFile(passing, scenario(boot));
    await writeFile(failing, scenario([...boot, { expect: 'sent', action: 'StopTransaction' }]));
    expect((await simulate('--scenario', passing, '--csms', 'builtin').exited).code).toBe(0);
    const { code, stdout } = await simulate('--scenario', passing, failing, '--csms', 'builtin').exited;
    expect(code).toBe(6);
    expect(stdout.trim().split('\n').at(-1)).toBe('1 passed, 1 failed');
  });

  test('a bad file: its place and the reason, 2', async () => {
    const path = join(directory, 'bad.json');
    await writeFile(path, scenario([{ do: 'powerOn' }, { wait: 'rain' }]));
    const { code, stderr, stdout } = await simulate('--scenario', path, '-u', url, '-i', 'S1').exited;
    expect(stderr).toMatch(/^simulate: .*bad\.json:1:\d+ \/steps\/1/);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('the command line', () => {
  test('wrong arguments end with 2, a clear line and a hint', async () => {
    const { code, stdout, stderr } = await simulate('-u', 'http://127.0.0.1', '-i', 'S1').exited;
    expect(stderr.trim().split('\n')).toEqual([
      'error: The URL must start with ws:// or wss://, not http://',
      '(simulate --help shows all options)',
    ]);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test('--help shows options, cars and exit codes, and ends with 0', async () => {
    const { code, stdout } = await simulate('--help').exited;
    for (const part of ['--url', '--state-dir', 'Examples:', 'Cars:', 'Exit codes:', '130']) {
      expect(stdout).toContain(part);
    }
    expect(code).toBe(0);
  });
});
