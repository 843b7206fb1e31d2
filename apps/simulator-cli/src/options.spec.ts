import { describe, expect, test } from '@jest/globals';
import { createProgram } from './options.js';
import type { StationOptions, Task } from './tasks.js';

const required = ['-u', 'ws://127.0.0.1:1', '-i', 'S1'];

async function parse(...args: string[]): Promise<{ options: StationOptions | null; errors: string }> {
  let options: StationOptions | null = null;
  let errors = '';
  const program = createProgram(async (task: Task) => {
    if (task.kind === 'station') ({ options } = task);
  });
  program.exitOverride().configureOutput({ writeErr: (text) => (errors += text) });
  await program.parseAsync(args, { from: 'user' }).catch(() => undefined);
  return { options, errors };
}

describe('wrong arguments are one clear line', () => {
  test.each<[string[], string]>([
    [['-i', 'S1'], '--url'],
    [['-u', 'ws://127.0.0.1:1'], '--id'],
    [['-u', 'http://127.0.0.1', '-i', 'S1'], 'must start with ws:// or wss://'],
    [['-u', 'ws://127.0.0.1:1', '-i', 'x'.repeat(49)], '1 to 48 characters'],
    [[...required, '--soc', '101'], 'a number from 0 to 100'],
    [[...required, '--soc', ''], 'a number from 0 to 100'],
    [[...required, '--charge', '--soc', '80', '--target', '70'], 'must be above --soc'],
    [[...required, '--car', 'Trabant'], 'The cars are'],
    [[...required, '--car', 'e'], 'It fits several cars'],
    [[...required, '--connector', '3'], 'from 1 to 2'],
    [[...required, '--duration', 'soon'], '90s, 15m or 2h'],
    [[...required, '--duration', '0'], '90s, 15m or 2h'],
    [[...required, '--tag', 'x'.repeat(21)], '1 to 20 characters'],
    [[...required, '--volume', '11'], 'unknown option'],
    [[...required, '--stations', '5'], '--id does not go with --stations'],
    [['-u', 'ws://127.0.0.1:1', '--stations', '0'], 'a number from 1 to'],
    [['-u', 'ws://127.0.0.1:1', '--stations', '2.5'], 'a whole number'],
    [['-u', 'ws://127.0.0.1:1', '--stations', '5', '--charge-time', '20m-10m'], '10m-40m'],
    [['-u', 'ws://127.0.0.1:1', '--stations', '5', '--charge'], '--charge does not go with --stations'],
    [['--stations', '5'], '--url is missing'],
    [[...required, '--pace', 'captured'], '--pace needs --replay-csms'],
    [['--replay-csms', 'a.jsonl', '-u', 'ws://127.0.0.1:1'], '--url does not go with --replay-csms'],
    [['--replay-csms', 'a.jsonl', '--pace', 'soon'], 'captured, answered'],
    [[...required, '--ramp', '5'], '--ramp needs --stations'],
    [[...required, '--car', 'random'], '--car random needs --stations'],
    [[...required, '--api', 'http://127.0.0.1:1'], '--api needs --scenario'],
    [[...required, '--security-profile', '4'], 'a number from 0 to 3'],
    [[...required, '--security-profile', '1'], '--password-file'],
    [['--scenario', 'a.json'], '--csms builtin'],
    [['--scenario', 'a.json', '--csms', 'builtin', '-u', 'ws://127.0.0.1:1'], 'takes the place of --url'],
    [['--scenario', 'a.json', '--csms', 'other'], 'Allowed choices are builtin'],
    [['--scenario', 'a.json', '--csms', 'builtin', '--soc', '5'], '--soc does not go with --scenario'],
    [[...required, 'now'], 'too many arguments'],
  ])('%j', async (args, problem) => {
    const { options, errors } = await parse(...args);
    expect(options).toBeNull();
    const [first, hint, ...more] = errors.trim().split('\n');
    expect(first).toContain(problem);
    expect(hint).toContain('--help');
    expect(more).toEqual([]);
  });
});

describe('right arguments', () => {
  test('durations take a unit, seconds are the default', async () => {
    const durations = await Promise.all(
      ['90', '90s', '1.5m', '2h'].map(
        async (text) => (await parse(...required, '--duration', text)).options?.durationMs,
      ),
    );
    expect(durations).toEqual([90_000, 90_000, 90_000, 7_200_000]);
  });

  test('a car is found by a part of its name, whatever the case', async () => {
    const { options } = await parse(...required);
    const name = options?.car.name ?? '';
    const { options: again } = await parse(...required, '--car', name.toUpperCase());
    expect(again?.car.name).toBe(name);
  });
});
