// Scenarios as files: read, refused, run against the CSMS in memory and against a real one, reported.
import { mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { CsmsServer, until } from '../../test/csms-server.js';
import { exitCodes } from '../exit-codes.js';
import { createProgram } from '../options.js';
import type { Signal } from '../signal.js';
import type { Task } from '../tasks.js';
import { junitReport } from './junit.js';
import { runScenarios } from './run-scenarios.js';
import type { ScenarioResult } from './scenario-result.js';

jest.setTimeout(30_000);

let directory: string;
let csms: CsmsServer;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'scenario-'));
  csms = await CsmsServer.start();
});

afterEach(async () => {
  await csms.close();
  rmSync(directory, { recursive: true, force: true });
});

const boot = [{ do: 'powerOn' }, { wait: 'registration', is: 'accepted' }];
/** Passes with any CSMS that accepts. */
const session = {
  name: 'A short session',
  description: 'Boot, charge, stop.',
  variables: { tag: 'TAG-1' },
  steps: [
    ...boot,
    { do: 'plug', connectorId: 1, socPercent: 30 },
    { do: 'tag', idTag: '${tag}', connectorId: 1 },
    { wait: 'answered', action: 'StartTransaction' },
    { expect: 'sent', action: 'StartTransaction', payload: { idTag: '${tag}' } },
  ],
};
const failing = {
  name: 'It cannot be',
  description: 'Nobody stops here.',
  steps: [...boot, { wait: 'sent', action: 'StopTransaction', timeoutS: 1 }],
};

function file(name: string, content: unknown): string {
  const path = join(directory, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  return path;
}

interface Outcome {
  exitCode: number;
  lines: string[];
  error: string;
}

async function run(args: string[], signalled = new Promise<Signal>(() => undefined)): Promise<Outcome> {
  let task: Task | undefined;
  await createProgram(async (given) => void (task = given)).parseAsync(args, { from: 'user' });
  if (task?.kind !== 'scenario') throw new Error('no scenario');
  const lines: string[] = [];
  try {
    const exitCode = await runScenarios(task.options, (line) => lines.push(line), signalled);
    return { exitCode, lines, error: '' };
  } catch (error) {
    const { message, exitCode } = error as Error & { exitCode: number };
    return { exitCode, lines, error: message };
  }
}

const live = () => ['--url', csms.url, '--id', 'S1'];
const builtIn = ['--csms', 'builtin'];

describe('scenario files', () => {
  test('what is wrong is told by file, line, path and reason, for all files, and nothing runs', async () => {
    const broken = file('broken.json', '{\n  "name": "x",\n  "description": "y",\n  "steps": [{ "do": "fly" }]\n}');
    const half = file('half.json', '{ "name": ');
    const right = file('right.json', session);
    const { exitCode, error, lines } = await run(['--scenario', right, broken, half, ...live()]);
    expect(exitCode).toBe(exitCodes.wrongArguments.code);
    expect(error).toMatch(new RegExp(`${broken}:4:\\d+ /steps/0.*: .+`));
    expect(error).toMatch(new RegExp(`${half}:1:\\d+ .*: .+`));
    expect(lines).toEqual([]);
    expect(csms.upgrades).toEqual([]);
  });

  test('absent files, empty directories and wrong settings', async () => {
    const right = file('right.json', session);
    mkdirSync(join(directory, 'empty'));
    for (const [args, problem] of [
      [['--scenario', join(directory, 'no.json')], 'there is no file or directory'],
      [['--scenario', join(directory, 'empty')], 'there is no *.json'],
      [['--scenario', right, '--set', 'tag'], 'it should look like name=value'],
      [['--scenario', right, '--set', 'tak=1'], 'no scenario has this variable'],
    ] as const) {
      const { exitCode, error } = await run([...args, ...builtIn]);
      expect(error).toContain(problem);
      expect(exitCode).toBe(exitCodes.wrongArguments.code);
    }
  });
});

describe('--csms builtin', () => {
  test('a directory: one verdict, a line each, reports for CI', async () => {
    file('a.json', session);
    file('b.json', failing);
    file('scenario.schema.json', '{}');
    const junit = join(directory, 'out.xml');
    const json = join(directory, 'report', 'out.json');
    mkdirSync(join(directory, 'report'));
    const { exitCode, lines } = await run([
      ...['--scenario', directory, ...builtIn],
      ...['--report-junit', junit, '--report-json', json],
    ]);
    expect(exitCode).toBe(exitCodes.scenarioFailed.code);
    expect(lines[0]).toMatch(/^PASS A short session/);
    expect(lines[1]).toMatch(/^FAIL It cannot be/);
    expect(lines[2]).toMatch(/b\.json \/steps\/2 .*StopTransaction/);
    expect(lines.at(-1)).toBe('1 passed, 1 failed');
    const report = JSON.parse(readFileSync(json, 'utf8')) as { failed: number; scenarios: ScenarioResult[] };
    expect(report.failed).toBe(1);
    expect(report.scenarios.map(({ passed }) => passed)).toEqual([true, false]);
    expect(report.scenarios[0]!.steps).toHaveLength(session.steps.length);
    expect(readFileSync(junit, 'utf8')).toContain('<testsuites name="simulate" tests="2" failures="1"');
  });

  test('--set changes a variable', async () => {
    const path = file('a.json', session);
    const json = join(directory, 'out.json');
    const args = ['--scenario', path, ...builtIn, '--set', 'tag=OTHER', '--report-json', json];
    expect((await run(args)).exitCode).toBe(0);
    expect(readFileSync(json, 'utf8')).toContain('OTHER');
  });
});

describe('against a CSMS', () => {
  test('a scenario passes in real time, and leaves no transaction behind', async () => {
    const { exitCode, lines } = await run(['--scenario', file('a.json', session), ...live()]);
    expect(exitCode).toBe(0);
    expect(csms.of('StartTransaction')).toMatchObject([{ station: 'S1', payload: { idTag: 'TAG-1' } }]);
    expect(csms.of('StopTransaction')).toHaveLength(1);
    expect(lines).toContain('1 passed, 0 failed');
    expect(lines.some((line) => line.includes('→ BootNotification'))).toBe(true);
  });

  test('a failed step fails it; the next scenario runs all the same, with a new station', async () => {
    const paths = [file('1.json', failing), file('2.json', session)];
    const { exitCode, lines } = await run(['--scenario', ...paths, ...live()]);
    expect(exitCode).toBe(exitCodes.scenarioFailed.code);
    expect(lines.filter((line) => /^(PASS|FAIL)/.test(line)).map((line) => line.slice(0, 4))).toEqual(['FAIL', 'PASS']);
    expect(csms.of('BootNotification')).toHaveLength(2);
  });

  test('--time-scale shortens the waits', async () => {
    // Station's time as well: ten seconds.
    const [powerOn, registration] = boot;
    const patient = { ...registration, timeoutS: 600 };
    const scenario = { ...session, steps: [powerOn, patient, { wait: 'seconds', seconds: 60 }] };
    const startedAt = performance.now();
    const { exitCode } = await run(['--scenario', file('a.json', scenario), ...live(), '--time-scale', '60']);
    expect(exitCode).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
  });

  test('nobody there: the failure says so', async () => {
    const scenario = { ...failing, steps: [{ do: 'powerOn' }, { wait: 'registration', is: 'accepted', timeoutS: 3 }] };
    const path = file('a.json', scenario);
    const { exitCode, lines } = await run(['--scenario', path, '--url', 'ws://127.0.0.1:1', '--id', 'S1']);
    expect(exitCode).toBe(exitCodes.scenarioFailed.code);
    expect(lines.join('\n')).toMatch(/No connection to the CSMS: .*ECONNREFUSED.* – is the CSMS running/);
  });

  test('an interrupted run ends with 130, and the transaction is stopped', async () => {
    const scenario = { ...session, steps: [...session.steps, { wait: 'seconds', seconds: 600 }] };
    let interrupt: (signal: Signal) => void = () => undefined;
    const signalled = new Promise<Signal>((resolve) => (interrupt = resolve));
    const running = run(['--scenario', file('a.json', scenario), ...live()], signalled);
    const isCharging = () => csms.of('StatusNotification').some(({ payload }) => payload['status'] === 'Charging');
    await until(() => csms.of('StartTransaction').length === 1 && isCharging(), 'transaction');
    interrupt('SIGINT');
    const { exitCode } = await running;
    expect(exitCode).toBe(exitCodes.interrupted.code);
    expect(csms.of('StopTransaction')).toHaveLength(1);
  });
});

describe('steps of the CSMS', () => {
  const asking = {
    name: 'Unlock',
    description: 'The CSMS unlocks a connector.',
    steps: [
      ...boot,
      { csms: 'UnlockConnector', payload: { connectorId: 1 }, answer: { status: 'Unlocked' }, timeoutS: 20 },
    ],
  };

  /** Stands for our API: hands the command to the station's socket. */
  async function api(status = 202) {
    const requests: { url: string | undefined; authorization: string | undefined; body: unknown }[] = [];
    const server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        const body = JSON.parse(text) as { action: string; payload: object };
        requests.push({ url: request.url, authorization: request.headers.authorization, body });
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(status === 202 ? {} : { title: 'Not Found', detail: 'Station S1 is not known' }));
        if (status === 202) csms.sockets.get('S1')?.send(JSON.stringify([2, 'c1', body.action, body.payload]));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { url, requests, close: () => server.close() };
  }

  test('--api sends them as commands', async () => {
    const { url, requests, close } = await api();
    const path = file('a.json', asking);
    const { exitCode, lines } = await run(['--scenario', path, ...live(), '--api', url, '--api-token', 'key']);
    close();
    expect(lines.at(-1)).toBe('1 passed, 0 failed');
    expect(exitCode).toBe(0);
    expect(requests).toEqual([
      {
        url: '/api/v1/stations/S1/commands',
        authorization: 'Bearer key',
        body: { action: 'UnlockConnector', payload: { connectorId: 1 } },
      },
    ]);
  });

  test('what the API refuses fails the step, in its words', async () => {
    const { url, close } = await api(404);
    const { exitCode, lines } = await run(['--scenario', file('a.json', asking), ...live(), '--api', url]);
    close();
    expect(exitCode).toBe(exitCodes.scenarioFailed.code);
    expect(lines.join('\n')).toContain('the API answered HTTP 404: Station S1 is not known');
  });

  test('without --api the operator is asked, and the step waits for the CALL', async () => {
    const running = run(['--scenario', file('a.json', asking), ...live()]);
    await until(() => csms.of('StatusNotification').length >= 3, 'statuses');
    csms.sockets.get('S1')!.send(JSON.stringify([2, 'c1', 'UnlockConnector', { connectorId: 1 }]));
    const { exitCode, lines } = await running;
    expect(lines.some((line) => line.startsWith('▶ ') && line.includes('UnlockConnector'))).toBe(true);
    expect(exitCode).toBe(0);
  });
});

test('JUnit: what XML cannot hold is escaped', () => {
  const result: ScenarioResult = {
    file: 'a&b.json',
    name: 'less < "more"',
    topic: null,
    seed: 1,
    passed: false,
    startedAt: '2026-01-05T08:00:00.000Z',
    durationMs: 1_500,
    steps: [],
    failures: [{ path: '/steps/0', title: 'wait', message: 'not\u0000 <so>\nnever' }],
  };
  const xml = junitReport([result]);
  expect(xml).toContain('<testcase name="less &lt; &quot;more&quot;" classname="a&amp;b.json"');
  expect(xml).toContain(
    '<failure message="wait: not? &lt;so&gt;&#10;never">/steps/0 wait: not? &lt;so&gt;\nnever</failure>',
  );
});
