import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { exitCodes } from '../exit-codes.js';
import { createProgram } from '../options.js';
import type { Signal } from '../signal.js';
import type { Task } from '../tasks.js';
import { runReplays } from './run-replays.js';

jest.setTimeout(30_000);

const directory = mkdtempSync(join(tmpdir(), 'replays-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const never = new Promise<Signal>(() => undefined);

async function simulate(
  args: string[],
  signalled = never,
  onLine: (line: string) => void = () => undefined,
): Promise<{ exitCode: number; lines: string[] }> {
  let task: Task | undefined;
  await createProgram(async (given) => void (task = given)).parseAsync(args, { from: 'user' });
  if (task?.kind !== 'replay') throw new Error('no replay');
  const lines: string[] = [];
  const print = (line: string) => {
    lines.push(line);
    onLine(line);
  };
  const exitCode = await runReplays(task.options, print, signalled);
  return { exitCode, lines };
}

const start = Date.UTC(2026, 0, 5, 8);
const timeAfter = (ms: number) => new Date(start + ms).toISOString();

/** A line of a capture: a CALL that was answered 5 ms later. */
function exchange(after: number, from: 'station' | 'csms', action: string, [call, answer]: [object, object]): object {
  const frame = JSON.stringify([2, `m${after}`, action, call]);
  const answered = { at: timeAfter(after + 5), frame: JSON.stringify([3, `m${after}`, answer]) };
  return { at: timeAfter(after), kind: 'exchange', from, frame, answer: answered };
}

const boots = [
  exchange(10, 'station', 'BootNotification', [
    { chargePointVendor: 'Simulator', chargePointModel: 'Duo 22+150', firmwareVersion: '1.0.0' },
    { status: 'Accepted', currentTime: timeAfter(10), interval: 300 },
  ]),
  ...[0, 1, 2].map((connectorId) =>
    exchange(20 + connectorId, 'station', 'StatusNotification', [
      { connectorId, errorCode: 'NoError', status: 'Available' },
      {},
    ]),
  ),
];
const isPresented = {
  ...{ at: timeAfter(100), kind: 'event', level: 'info', text: 'Card' },
  step: { do: 'tag', idTag: 'TAG', connectorId: 1 },
};
const isRefused = exchange(110, 'station', 'Authorize', [{ idTag: 'TAG' }, { idTagInfo: { status: 'Blocked' } }]);
const clears = exchange(200, 'csms', 'ClearCache', [{}, { status: 'Accepted' }]);

function captureOf(name: string, lines: readonly object[]): string {
  const file = join(directory, name);
  writeFileSync(file, lines.map((line) => JSON.stringify(line)).join('\n'));
  return file;
}

describe('a capture is played to a fresh station', () => {
  test.concurrent('that does as the captured one did: exit code 0, in either pace', async () => {
    const file = captureOf('same.jsonl', [...boots, isPresented, isRefused, clears]);
    for (const pace of ['captured', 'answered']) {
      const { exitCode, lines } = await simulate(['--replay-csms', file, '--pace', pace]);
      expect(exitCode).toBe(exitCodes.done.code);
      expect(lines.at(-1)).toBe(`${file}: No deviation: 6 of 6 exchanges are the same.`);
      expect(lines.join('\n')).toMatch(/← ClearCache \{\}\n.*→ ClearCache answer {"status":"Accepted"}/);
    }
  });

  test.concurrent('that deviates: exit code 7, and what, where and how', async () => {
    const [boot, ...states] = boots;
    const refuses = exchange(200, 'csms', 'ClearCache', [{}, { status: 'Rejected' }]);
    const says = exchange(300, 'station', 'DataTransfer', [{ vendorId: 'V' }, { status: 'Accepted' }]);
    const file = captureOf('deviates.jsonl', [boot!, ...states.slice(1), refuses, says]);
    const { exitCode, lines } = await simulate(['--replay-csms', file]);
    expect(exitCode).toBe(exitCodes.deviated.code);
    expect(lines.slice(lines.findIndex((line) => line.startsWith(file)))).toEqual([
      `${file}: 3 deviations in 5 exchanges: 1 differs, 1 missing, 1 extra.`,
      `  ${timeAfter(200)} ClearCache differs`,
      '    status: "Rejected" in the capture, "Accepted" now',
      `  ${timeAfter(300)} DataTransfer is missing: the station never said it`,
      expect.stringMatching(/^ {2}\S+ StatusNotification is extra: the capture does not have it$/),
    ]);
  });

  test.concurrent(
    'with --json: a line each, the result last; one capture that deviates is enough for exit code 7',
    async () => {
      const good = captureOf('good.jsonl', boots);
      const other = captureOf('other.jsonl', [...boots, exchange(200, 'csms', 'ClearCache', [{}, { status: 'No' }])]);
      const { exitCode, lines } = await simulate(['--replay-csms', other, good, '--json']);
      expect(exitCode).toBe(exitCodes.deviated.code);
      const results = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(results.filter(({ kind }) => kind === 'replay')).toEqual([
        expect.objectContaining({
          ...{ file: other, state: 'finished' },
          deviations: [
            expect.objectContaining({
              ...{ kind: 'differs', action: 'ClearCache' },
              differences: [{ path: 'status', captured: '"No"', now: '"Accepted"' }],
            }),
          ],
        }),
        expect.objectContaining({ file: good, state: 'finished', deviations: [] }),
      ]);
      expect(results.at(-1)).toMatchObject({ kind: 'replay', file: good });
    },
  );

  test.concurrent('a station of another make with --config', async () => {
    const config = join(directory, 'station.json');
    writeFileSync(config, JSON.stringify({ vendor: 'Acme' }));
    const file = captureOf('make.jsonl', boots);
    const { exitCode, lines } = await simulate(['--replay-csms', file, '--config', config]);
    expect(exitCode).toBe(exitCodes.deviated.code);
    expect(lines.at(-1)).toBe('    chargePointVendor: "Simulator" in the capture, "Acme" now');
  });

  test.concurrent('until somebody ends it: what was found so far, and the exit code of the signal', async () => {
    const late = exchange(3_600_000, 'csms', 'ClearCache', [{}, { status: 'Accepted' }]);
    const file = captureOf('late.jsonl', [...boots, late]);
    let interrupt: (signal: Signal) => void = () => undefined;
    const interrupted = new Promise<Signal>((resolve) => (interrupt = resolve));
    let answered = 0;
    const { exitCode, lines } = await simulate(['--replay-csms', file, '--pace', 'captured'], interrupted, (line) => {
      if (line.includes(' answer {')) answered += 1;
      if (answered === 4) interrupt('SIGINT');
    });
    expect(exitCode).toBe(exitCodes.interrupted.code);
    expect(lines.at(-1)).toBe(`${file}: Stopped after 4 of 5 exchanges; no deviation until then.`);
  });
});

test('files that cannot be used are told all at once, and nothing runs', async () => {
  const broken = join(directory, 'broken.jsonl');
  writeFileSync(broken, '{oops');
  const silent = captureOf('silent.jsonl', [isPresented]);
  const missing = join(directory, 'missing.jsonl');
  const good = captureOf('fine.jsonl', boots);
  const lines: string[] = [];
  const options = {
    files: [good, broken, silent, missing],
    id: 'S1',
    settings: {},
    pace: 'answered',
    json: false,
  } as const;
  const run = runReplays({ ...options, files: [...options.files] }, (line) => void lines.push(line), never);
  await expect(run).rejects.toMatchObject({
    exitCode: exitCodes.wrongArguments.code,
    message: expect.stringMatching(
      /broken\.jsonl: line 1 is no JSON .*\n.*silent\.jsonl: holds no exchange.*\n.*missing\.jsonl: cannot be read/,
    ),
  });
  expect(lines).toEqual([]);
});
