// The shipped scenarios: each runs green against the test CSMS in virtual time, and none of them is blind.
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { failuresOf, parseScenario, runInVirtualTime } from '../index.js';
import type { Scenario, ScenarioStep, VirtualRunOptions } from '../index.js';

const folder = new URL('../../scenarios/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'scenario.schema.json');

function read(file: string): Scenario {
  const parsed = parseScenario(readFileSync(new URL(file, folder), 'utf8'));
  if (!parsed.ok) throw new Error(`${file}: ${JSON.stringify(parsed.problems)}`);
  return parsed.scenario;
}

const failures = (file: string, options: VirtualRunOptions = {}) =>
  failuresOf(runInVirtualTime(read(file), options).run);

test('the library has thirty scenarios and more, no two of one name', () => {
  expect(files.length).toBeGreaterThanOrEqual(30);
  expect(new Set(files.map((file) => read(file).name)).size).toBe(files.length);
});

describe('each passes', () => {
  test.each(files)('%s', (file) => {
    const { run } = runInVirtualTime(read(file));
    expect(failuresOf(run)).toEqual([]);
    expect(run.state).toBe('passed');
  });
});

describe.each([0, 250, 1500])('each passes over a line of %d ms one way', (latencyMs) => {
  test.each(files)('%s', (file) => {
    expect(failures(file, { latencyMs })).toEqual([]);
  });
});

/** A defect of the CSMS: changes the payload of its answers to this station's CALLs that have such a member. */
const withDefect =
  (member: string, value: unknown, from = 1) =>
  (): VirtualRunOptions => {
    let seen = 0;
    return {
      tamper: (answer) => {
        const frame = JSON.parse(answer) as [number, string, Record<string, unknown>];
        if (frame[0] !== 3 || !(member in frame[2])) return answer;
        seen += 1;
        return seen < from ? answer : JSON.stringify([frame[0], frame[1], { ...frame[2], [member]: value }]);
      },
    };
  };
const refused = { status: 'Invalid' };

describe('a CSMS with a defect makes the right check fail', () => {
  test.each([
    ['boot-accepted', 'takes no station', withDefect('status', 'Rejected'), /BootNotification answered/],
    ['boot-accepted', 'has a clock of words', withDefect('currentTime', 'noon', 2), /currentTime is "noon"/],
    [
      'boot-pending',
      'accepts at once',
      withDefect('status', 'Accepted'),
      /payload.status is "Accepted", not "Pending"/,
    ],
    ['plug-first', 'refuses every tag', withDefect('idTagInfo', refused), /idTagInfo.status is "Invalid"/],
    [
      'plug-first',
      'refuses the tag at the start only',
      withDefect('idTagInfo', refused, 2),
      /StartTransaction answered/,
    ],
    ['id-first', 'numbers transactions with words', withDefect('transactionId', 'one'), /StopTransaction/],
    [
      'start-refused-stops',
      'accepts what it must refuse',
      withDefect('idTagInfo', { status: 'Accepted' }),
      /"Accepted", not "Blocked"/,
    ],
    [
      'stop-parent-tag',
      'forgets the parents',
      withDefect('idTagInfo', { status: 'Accepted' }),
      /no StopTransaction sent/,
    ],
    [
      'offline-unknown',
      'takes unknown tags',
      withDefect('idTagInfo', { status: 'Accepted' }),
      /"Accepted", not "Invalid"/,
    ],
    ['cache-offline', 'never knows the tag', withDefect('idTagInfo', refused), /no .*StatusNotification sent/],
    [
      'transaction-retries',
      'gives every start its own number in words',
      withDefect('transactionId', 'x'),
      /StartTransaction/,
    ],
  ])('%s: %s', (name, _defect, options, message) => {
    const messages = failures(`${name}.json`, options()).map((failure) => failure.message);
    expect(messages).not.toEqual([]);
    expect(messages[0]).toMatch(message);
  });

  test.each(files)('%s fails with a CSMS that says nothing', (file) => {
    expect(failures(file, { tamper: () => null })).not.toEqual([]);
  });
});

/** The scenario without its step at this place of the list of all steps, those of loops included. */
function without(scenario: Scenario, place: number): { scenario: Scenario; left: ScenarioStep | null } {
  let count = -1;
  let left: ScenarioStep | null = null;
  const thin = (steps: ScenarioStep[]): ScenarioStep[] =>
    steps.flatMap((step) => {
      count += 1;
      if (count === place) {
        left = step;
        return [];
      }
      return ['repeat' in step ? { ...step, steps: thin(step.steps) } : step];
    });
  return { scenario: { ...scenario, steps: thin(scenario.steps) }, left };
}

/** Steps of which nothing is to come, in each scenario: a refusal looks the same when nobody asked. */
const refusals: Readonly<Record<string, number>> = {
  'availability.json': 1,
  'boot-pending.json': 1,
  'cache-clear.json': 1,
  'late-answer.json': 1,
  'local-list.json': 2,
  'offline-unknown-refused.json': 1,
  'reservation-any.json': 1,
  'reservation.json': 1,
  'stop-parent-tag.json': 1,
  'wire-bad-frames.json': 2,
  'wire-malformed.json': 1,
};

test.each(files)('%s notices what was not done', (file) => {
  const whole = read(file);
  const unnoticed: ScenarioStep[] = [];
  for (let place = 0; ; place++) {
    const { scenario, left } = without(whole, place);
    if (left === null) break;
    const isDoing = 'do' in left || ('answer' in left && !('csms' in left));
    if (isDoing && runInVirtualTime(scenario).run.state === 'passed') unnoticed.push(left);
  }
  expect(unnoticed).toHaveLength(refusals[file] ?? 0);
});
