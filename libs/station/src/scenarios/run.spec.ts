import { describe, expect, test } from '@jest/globals';
import { advanceRun, createRun, failuresOf, nextRunDeadline, parseScenario, runInVirtualTime } from '../index.js';
import type { Scenario, VirtualRunOptions } from '../index.js';
import { createStation } from '../create-station.js';
import { defaultStationConfig } from '../default-config.js';

const boot = [{ do: 'powerOn' }, { wait: 'registration', is: 'accepted' }];
const session = [
  { do: 'plug', connectorId: 1, socPercent: 50 },
  { wait: 'status', is: 'Preparing' },
  { do: 'tag', idTag: 'A', connectorId: 1 },
  { wait: 'status', is: 'Charging' },
];

const ac = { current: 'AC', phases: '${phases}', voltageV: 230, maxCurrentA: 16, cableMaxCurrentA: 16 };

function scenario(steps: unknown[], more: object = {}): Scenario {
  const parsed = parseScenario(
    JSON.stringify({ name: 'spec', description: 'spec', ...more, steps: [...boot, ...steps] }),
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.scenario;
}

const play = (steps: unknown[], options: VirtualRunOptions = {}, more: object = {}) =>
  runInVirtualTime(scenario(steps, more), options);
/** The messages of the failures. */
const failing = (...steps: unknown[]) => failuresOf(play(steps).run).map(({ message }) => message);

describe('waits', () => {
  test('for seconds of the station’s clock, exactly', () => {
    const { run } = play([{ wait: 'seconds', seconds: 90 }]);
    expect(run.results.at(-1)).toMatchObject({ status: 'passed', durationMs: 90_000, stationMs: 90_000 });
    const fast = play([
      { do: 'timeScale', scale: 60 },
      { wait: 'seconds', seconds: 600 },
    ]);
    expect(fast.run.results.at(-1)).toMatchObject({ durationMs: 10_000, stationMs: 600_000 });
  });

  test('for a state of charge: over as soon as it is there, without any message in between', () => {
    const { run } = play(
      [...session, { wait: 'soc', atLeast: 51, timeoutS: 400 }],
      {},
      {
        station: { configuration: { MeterValueSampleInterval: '0' } },
      },
    );
    expect(run.state).toBe('passed');
    expect(run.results.at(-1)!.stationMs).toBeGreaterThan(190_000);
    expect(run.results.at(-1)!.stationMs).toBeLessThan(200_000);
  });

  test('that run out of time fail with what was seen instead, and end the run', () => {
    const { run } = play([{ wait: 'status', is: 'Charging', timeoutS: 7 }, { comment: 'never reached' }]);
    expect(run.state).toBe('failed');
    expect(run.results.at(-1)).toMatchObject({
      path: '/steps/2',
      status: 'failed',
      stationMs: 7000,
      message: 'status of connector 1 is "Available", not "Charging" (after 7 s)',
    });
  });

  test('for messages use them up one by one; those before the last action do not count', () => {
    const meterValues = { wait: 'sent', action: 'MeterValues', timeoutS: 11 };
    const { run } = play([...session, meterValues, meterValues, { ...meterValues, count: 2, timeoutS: 21 }]);
    expect(run.state).toBe('passed');
    expect(run.results.slice(-3).map(({ stationMs }) => Math.round(stationMs / 1000))).toEqual([10, 10, 20]);
    expect(
      failing(
        ...session,
        { do: 'pause', connectorId: 1, paused: true },
        { wait: 'sent', action: 'StartTransaction', timeoutS: 3 },
      ),
    ).toEqual(['no StartTransaction sent (after 3 s)']);
  });

  test('for a message that differs say in what', () => {
    expect(
      failing({ do: 'tag', idTag: 'A' }, { wait: 'sent', action: 'Authorize', payload: { idTag: 'B' }, timeoutS: 2 }),
    ).toEqual(['no such Authorize sent: in the last of 1, payload.idTag is "A", not "B" (after 2 s)']);
  });
});

describe('expectations', () => {
  test('that fail are noted, and the run goes on', () => {
    const { run } = play([
      { expect: 'status', is: 'Faulted' },
      { expect: 'status', is: 'Available' },
      { expect: 'status', connectorId: 9, is: 'Available' },
    ]);
    expect(run.results.slice(-3).map(({ status }) => status)).toEqual(['failed', 'passed', 'failed']);
    expect(failuresOf(run)).toEqual([
      {
        path: '/steps/2',
        title: 'expect status, is Faulted',
        message: 'status of connector 1 is "Available", not "Faulted"',
      },
      {
        path: '/steps/4',
        title: 'expect status, connectorId 9, is Available',
        message: 'this station has no connector 9',
      },
    ]);
  });

  test.each([
    [{ expect: 'last', action: 'StartTransaction', payload: { idTag: 'B' } }, 'payload.idTag is "A", not "B"'],
    [{ expect: 'last', action: 'Heartbeat' }, 'no Heartbeat sent'],
    [
      { expect: 'number', action: 'StartTransaction', path: 'meterStart', equals: 5, tolerance: 1 },
      'meterStart of StartTransaction is 0, not 5 ± 1',
    ],
    [
      { expect: 'number', action: 'StartTransaction', path: 'meterStop', equals: 5 },
      'meterStop of StartTransaction is no number',
    ],
    [{ expect: 'sent', action: 'Authorize', count: 2 }, '1 Authorize sent, not 2'],
    [{ expect: 'sent', action: 'Authorize', count: 0 }, '1 Authorize sent, not 0'],
    [
      { expect: 'answered', action: 'Authorize', payload: { idTagInfo: { status: 'Blocked' } } },
      'no such Authorize answered: in the last of 1, payload.idTagInfo.status is "Accepted", not "Blocked"',
    ],
    [
      { expect: 'order', messages: [{ action: 'StartTransaction' }, { action: 'Authorize' }] },
      'message 2 of the order: no Authorize sent',
    ],
    [{ expect: 'powerW', atMost: 1000 }, 'powerW of connector 1 is 11000, more than 1000'],
    [{ expect: 'soc', atLeast: 60 }, 'soc of connector 1 is 50.'],
    [{ expect: 'soc', connectorId: 2, atLeast: 60 }, 'soc of connector 2 is unknown: no car is plugged in'],
    [{ expect: 'transaction', is: 'none' }, 'transaction of connector 1 is "running", not "none"'],
    [{ expect: 'registration', is: 'pending' }, 'registration is "accepted", not "pending"'],
    [{ expect: 'connection', is: 'off' }, 'connection is "open", not "off"'],
    [{ expect: 'power', is: 'off' }, 'power is "on", not "off"'],
    [{ expect: 'errorCode', is: 'GroundFailure' }, 'errorCode of connector 1 is "NoError", not "GroundFailure"'],
    [{ expect: 'firmwareVersion', is: '9' }, 'firmwareVersion is "1.0.0", not "9"'],
    [{ expect: 'configuration', key: 'HeartbeatInterval', is: '7' }, 'configuration is "300", not "7"'],
    [{ expect: 'configuration', key: 'Nonsense', is: '7' }, 'configuration has no key Nonsense'],
    [{ expect: 'disturbed', is: true }, 'disturbed is false, not true'],
    [{ expect: 'queued', atLeast: 3 }, 'queued is 1, less than 3'],
    [{ expect: 'energyWh', atLeast: 900 }, 'energyWh of connector 1 is '],
    [{ expect: 'registerWh', atLeast: 900 }, 'registerWh of connector 1 is '],
    [{ expect: 'offeredW', atMost: 0 }, 'offeredW of connector 1 is 22080, more than 0'],
    [{ expect: 'measurand', measurand: 'SoC', atLeast: 60 }, 'measurand of connector 1 SoC is 50, less than 60'],
    [
      { expect: 'measurand', measurand: 'Temperature', atLeast: 0 },
      'measurand of connector 1 Temperature is not in the last MeterValues',
    ],
    [
      { expect: 'measurand', connectorId: 2, measurand: 'SoC', atLeast: 0 },
      'measurand of connector 2 SoC was never sent',
    ],
    [{ expect: 'never', action: 'MeterValues', forS: 10 }, 'MeterValues sent: {"connectorId":1'],
  ])('%j fails: %s', (step, message) => {
    const [failure, ...others] = failing(...session, { wait: 'sent', action: 'MeterValues' }, step);
    expect(failure).toContain(message);
    expect(others).toEqual([]);
  });

  test('never takes its time, and fails as soon as it happens', () => {
    const { run } = play([
      ...session,
      { expect: 'never', action: 'MeterValues', forS: 9 },
      { expect: 'never', action: 'MeterValues', forS: 60 },
    ]);
    expect(run.results.slice(-2)).toMatchObject([{ status: 'passed', stationMs: 9000 }, { status: 'failed' }]);
    expect(run.results.at(-1)!.stationMs).toBeLessThan(1100);
  });
});

describe('the CSMS', () => {
  test('a step fails when the station answers otherwise, with an error, or the station is not there', () => {
    const clear = { csms: 'ClearCache', payload: {} };
    expect(failing({ ...clear, answer: { status: 'Rejected' } })).toEqual([
      'answer.status is "Accepted", not "Rejected"',
    ]);
    expect(failing({ ...clear, error: 'NotImplemented' })).toEqual(['answer.errorCode is missing']);
    expect(failing({ csms: 'Reset', payload: { type: 'Sideways' } })[0]).toContain('answered with CALLERROR');
    expect(failing({ csms: 'Reset', payload: { type: 'Sideways' }, error: 'PropertyConstraintViolation' })).toEqual([]);
    expect(failing({ do: 'offline' }, clear)).toEqual(['the station is not connected']);
  });

  test('an operator who sends nothing in time fails the step; one who sends it passes', () => {
    const station = createStation(defaultStationConfig('CS-1', 1), 0);
    const start = () => {
      const run = createRun({ name: 'n', description: 'd', steps: [{ csms: 'ClearCache', timeoutS: 30 }] }, {}, 0);
      const outputs = advanceRun(run, { type: 'started', station }, 0);
      expect(outputs.at(-1)).toEqual({
        type: 'csmsCall',
        action: 'ClearCache',
        payload: {},
        prompt: 'Let the CSMS send ClearCache',
      });
      expect(nextRunDeadline(run, station)).toBe(30_000);
      return run;
    };
    const late = start();
    expect(advanceRun(late, { type: 'timePassed', station }, 30_000)).toEqual([
      { type: 'input', input: { type: 'deadlineReached' } },
    ]);
    advanceRun(late, { type: 'stepped', input: { type: 'deadlineReached' }, outputs: [], station }, 30_000);
    expect(failuresOf(late).map(({ message }) => message)).toEqual(['no ClearCache received (after 30 s)']);
    const good = start();
    const reply = {
      type: 'sendFrame',
      text: '[3,"1",{"status":"Accepted"}]',
      messageId: '1',
      messageType: 3,
      action: 'ClearCache',
      cause: '',
    } as const;
    advanceRun(
      good,
      { type: 'stepped', input: { type: 'frameReceived', text: '[2,"1","ClearCache",{}]' }, outputs: [reply], station },
      9000,
    );
    expect(good.state).toBe('passed');
  });
});

describe('loops and variables', () => {
  test('loops nest and count; until ends one, and max fails it', () => {
    const inner = {
      repeat: 2,
      steps: [
        { do: 'tag', idTag: 'T${loop}', connectorId: 2 },
        { wait: 'seconds', seconds: 1 },
      ],
    };
    const { run } = play([{ repeat: 3, steps: [inner] }]);
    expect(
      run.results
        .filter(({ kind }) => kind === 'do')
        .map(({ title }) => title)
        .slice(1),
    ).toEqual(['T1', 'T2', 'T1', 'T2', 'T1', 'T2'].map((tag) => `do tag, idTag ${tag}, connectorId 2`));
    const until = {
      repeat: { until: { expect: 'energyWh', atLeast: 100 }, max: 60 },
      steps: [{ wait: 'seconds', seconds: 1 }],
    };
    expect(
      play([...session, until]).run.results.filter(({ title }) => title === 'wait seconds, seconds 1'),
    ).toHaveLength(33);
    expect(failing({ ...until, repeat: { ...until.repeat, max: 5 } })).toEqual(['not so after 5 rounds']);
    const found = {
      repeat: { until: { expect: 'sent', action: 'Heartbeat', since: 'start' }, max: 9 },
      steps: [{ wait: 'seconds', seconds: 100 }],
    };
    expect(play([found]).run.results.filter(({ kind }) => kind === 'wait')).toHaveLength(4);
  });

  test('defaults, options, and what a step saved; a whole variable keeps its type', () => {
    const steps = [
      { do: 'plug', connectorId: '${connector}', socPercent: '${soc}' },
      { wait: 'status', connectorId: '${connector}', is: 'Preparing' },
      { do: 'tag', idTag: 'X-${connector}', connectorId: '${connector}' },
      { wait: 'answered', action: 'StartTransaction', save: { id: 'transactionId' } },
      { do: 'stop', connectorId: '${connector}' },
      { wait: 'sent', action: 'StopTransaction', payload: { transactionId: '${id}' } },
      { expect: 'last', action: 'StartTransaction', payload: { connectorId: 2, idTag: 'X-2' } },
    ];
    const variables = { connector: 1, soc: 30 };
    const { run, station } = play(steps, { variables: { connector: 2 } }, { variables });
    expect(failuresOf(run)).toEqual([]);
    expect(Math.floor(station.connectors[1]!.car!.socPercent)).toBe(30);
    expect(() => play(steps, { variables: { nope: 1 } }, { variables })).toThrow('has no variable "nope"');
    expect(failing({ wait: 'answered', action: 'BootNotification', save: { x: 'nothing' }, timeoutS: 1 })[0]).toContain(
      'no BootNotification answered',
    );
  });

  test('a value that turns out wrong is refused when the step begins', () => {
    const bad = play([{ do: 'plug', connectorId: '${c}' }], { variables: { c: 'one' } }, { variables: { c: 1 } });
    expect(failuresOf(bad.run).map(({ message }) => message)).toEqual(['/connectorId: must be a number']);
    expect(failing({ csms: 'RemoteStopTransaction', payload: { transactionId: '${transactionId}' } })).toEqual([
      'connector 1 has no transaction that the CSMS has numbered',
    ]);
  });
});

test('a station that cannot be, and a loop without a number, are refused', () => {
  const more = { variables: { phases: 3, rounds: 2 }, station: { connectors: [ac] } };
  expect(play([{ expect: 'power', is: 'on' }], {}, more).station.connectors).toHaveLength(1);
  expect(() => play([], { variables: { phases: 2 } }, more)).toThrow(
    '/station/connectors/0/phases: must be one of 1, 3',
  );
  const loop = { repeat: '${rounds}', steps: [{ comment: 'round ${loop}' }] };
  expect(
    play([loop], {}, more)
      .run.results.slice(2)
      .map(({ title }) => title),
  ).toEqual(['round 1', 'round 2']);
  const { run } = play([loop], { variables: { rounds: 'many' } }, more);
  expect(failuresOf(run).map(({ message }) => message)).toEqual([
    '/repeat: must be a number, or {"until": condition, "max": number}',
  ]);
});

test('a run is plain data: as JSON and back in the middle of a wait, it goes on the same', () => {
  const station = createStation(defaultStationConfig('CS-1', 1), 0);
  let run = createRun(scenario([]), {}, 0);
  const outputs = advanceRun(run, { type: 'started', station }, 0);
  expect(outputs.at(-1)).toEqual({ type: 'input', input: { type: 'poweredOn' } });
  advanceRun(run, { type: 'stepped', input: { type: 'poweredOn' }, outputs: [], station }, 0);
  const copy = JSON.parse(JSON.stringify(run)) as typeof run;
  expect(copy).toEqual(run);
  run = copy;
  expect(nextRunDeadline(run, station)).toBe(60_000);
  station.registration = 'accepted';
  advanceRun(run, { type: 'stepped', input: { type: 'deadlineReached' }, outputs: [], station }, 5000);
  expect([run.state, run.results.length]).toEqual(['passed', 2]);
});

test('an aborted run fails with the reason, once', () => {
  const station = createStation(defaultStationConfig('CS-1', 1), 0);
  const run = createRun(scenario([]), {}, 0);
  advanceRun(run, { type: 'started', station }, 0);
  advanceRun(run, { type: 'aborted', reason: 'Ctrl-C', station }, 5);
  expect([run.state, failuresOf(run).map(({ message }) => message)]).toEqual(['failed', ['Ctrl-C']]);
  expect(advanceRun(run, { type: 'aborted', reason: 'again', station }, 6)).toEqual([]);
});

test('the same seed makes the same run, another seed another one', () => {
  const wild = [...session, { do: 'wire', faults: { drop: 0.3, duplicate: 0.3 } }, { wait: 'seconds', seconds: 300 }];
  const texts = (seed: number) => play(wild, { seed }).frames;
  expect(texts(5)).toEqual(texts(5));
  expect(texts(5)).not.toEqual(texts(6));
});
