import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeCall } from '@simulator/ocpp';
import {
  carPresets,
  createRecorder,
  createStation,
  defaultStationConfig,
  failuresOf,
  parseRecording,
  parseScenario,
  recordingToScenario,
  replay,
  runInVirtualTime,
  step,
} from '../index.js';
import type { Recorder, StationInput } from '../index.js';
import { answerOfTestCsms, createTestCsms } from './test-csms.js';

const connectorId = fc.integer({ min: 0, max: 3 });
const percent = fc.integer({ min: 0, max: 100 });
const probability = fc.constantFrom(0, 0.3, 1);
const type = <T extends string>(name: T) => fc.constant(name);

/** `answer`: what a CSMS says to the last frame of the station. */
const inputs: fc.Arbitrary<StationInput | 'answer'> = fc.oneof(
  { weight: 6, arbitrary: fc.constant('answer' as const) },
  fc.record({
    type: type('plugged'),
    connectorId,
    plugIn: fc.record({ car: fc.constantFrom(...carPresets), socPercent: percent }),
  }),
  fc.record({ type: type('unplugged'), connectorId }),
  fc.record({ type: type('tagPresented'), idTag: fc.constantFrom('A', 'B'), connectorId }),
  fc.record({ type: type('stopPressed'), connectorId, emergency: fc.boolean() }),
  fc.record({ type: type('carChanged'), connectorId, socPercent: percent, paused: fc.boolean() }),
  fc.record({ type: type('networkSwitched'), on: fc.boolean() }),
  fc.record({ type: type('timeScaled'), scale: fc.constantFrom(1, 7.5, 60) }),
  fc.record({ type: type('timeJumped'), connectorId, socPercent: percent }),
  fc.record({ type: type('connectionCut'), seconds: fc.integer({ min: 0, max: 90 }) }),
  fc.constantFrom<StationInput>(
    { type: 'connected', subprotocol: 'ocpp1.6' },
    { type: 'disconnected', code: 1006, reason: '', wasOpen: true },
    { type: 'restartPressed' },
    { type: 'powerLost' },
    { type: 'powerRestored' },
    { type: 'deadlineReached' },
    { type: 'restored' },
    { type: 'wireFaultsSet', faults: null },
    { type: 'faultCleared', connectorId: 1 },
    {
      type: 'faultInjected',
      connectorId: 1,
      fault: { errorCode: 'GroundFailure', vendorErrorCode: null, info: null, blocking: true },
    },
  ),
  fc.record({
    type: type('wireFaultsSet'),
    faults: fc.record({
      latencyMs: fc.constantFrom(0, 100),
      jitterMs: fc.constantFrom(0, 50),
      drop: probability,
      duplicate: probability,
      reorder: probability,
      noReply: probability,
      malformedJson: probability,
      schemaViolation: probability,
      wrongMessageId: probability,
    }),
  }),
  fc.record({ type: type('callRequested'), action: type('DataTransfer'), payload: fc.jsonValue() }),
  fc
    .oneof(
      fc.record({ action: type('Reset'), payload: fc.record({ type: fc.constantFrom('Soft', 'Hard') }) }),
      fc.record({ action: fc.string(), payload: fc.object() }),
    )
    .map(({ action, payload }) => ({ type: 'frameReceived' as const, text: encodeCall('c', action, payload) })),
);
const sessions = fc.array(fc.record({ input: inputs, afterMs: fc.integer({ min: 0, max: 30_000 }) }), {
  maxLength: 80,
});

test('a recording, as a file and back, replays to the same frames byte for byte and to the same state', () => {
  fc.assert(
    fc.property(sessions, sessions, (before, recorded) => {
      const station = createStation(defaultStationConfig('CS-1', 7), 0);
      const csms = createTestCsms();
      const frames: { at: number; text: string }[] = [];
      let now = 0;
      let lastText = '';
      let recorder: Recorder | null = null;
      const give = (input: StationInput): void => {
        recorder?.record(input, now);
        for (const output of step(station, input, now)) {
          if (output.type !== 'sendFrame') continue;
          lastText = output.text;
          if (recorder !== null) frames.push({ at: now, text: output.text });
        }
      };
      const live = (session: typeof before): void => {
        for (const { input, afterMs } of session) {
          now += afterMs;
          if (input !== 'answer') give(input);
          else {
            const text = answerOfTestCsms(csms, lastText, now);
            if (text !== null) give({ type: 'frameReceived', text });
          }
        }
      };
      give({ type: 'poweredOn' });
      give({ type: 'connected', subprotocol: 'ocpp1.6' });
      live(before);
      recorder = createRecorder(station);
      live(recorded);
      const file = parseRecording(JSON.stringify(recorder.recording));
      if (!file.ok) throw new Error(file.problem);
      const again = replay(file.recording);
      expect(again.frames).toEqual(frames);
      expect(again.station).toEqual(station);
    }),
    { numRuns: 200 },
  );
});

test('a recording keeps its own copies', () => {
  const station = createStation(defaultStationConfig('CS-1', 7), 0);
  const recorder = createRecorder(station);
  const before = JSON.stringify(recorder.recording);
  step(station, { type: 'poweredOn' }, 5);
  expect(JSON.stringify(recorder.recording)).toBe(before);
  expect(replay(recorder.recording).station.connection.state).toBe('off');
});

test.each([
  ['nonsense', 'no JSON'],
  ['[]', 'a recording is an object'],
  ['{"version": 2}', 'version 2; this release reads version 1'],
  ['{"version": 1}', '"config" and "start" must be objects'],
  ['{"version": 1, "config": {}, "start": {}}', '"inputs" must be a list'],
  ['{"version": 1, "config": {}, "start": {}, "inputs": [{}]}', 'inputs[0] must be'],
])('%s is no recording', (text, problem) => {
  const parsed = parseRecording(text);
  expect(parsed.ok ? '' : parsed.problem).toContain(problem);
});

describe('a session as a scenario', () => {
  const original = parseScenario(
    JSON.stringify({
      name: 'original',
      description: '',
      steps: [
        { do: 'powerOn' },
        { wait: 'registration', is: 'accepted' },
        { wait: 'seconds', seconds: 3 },
        { do: 'plug', connectorId: 1, car: 'ID.3', socPercent: 40 },
        { wait: 'seconds', seconds: 2 },
        { do: 'tag', idTag: 'A', connectorId: 1 },
        { wait: 'energyWh', atLeast: 200, timeoutS: 200 },
        { do: 'fault', connectorId: 2, errorCode: 'GroundFailure' },
        { csms: 'RemoteStopTransaction', payload: { transactionId: '${transactionId}' } },
        { wait: 'status', is: 'Finishing' },
        { wait: 'seconds', seconds: 2 },
        { do: 'unplug', connectorId: 1 },
        { wait: 'status', is: 'Available' },
      ],
    }),
  );
  if (!original.ok) throw new Error(JSON.stringify(original.problems));
  const { scenario } = original;

  function recorded() {
    const inputs: [StationInput, number][] = [];
    let recorder: Recorder | null = null;
    const run = runInVirtualTime(scenario, {
      observe: (input, now, station) => {
        recorder ??= createRecorder(station);
        recorder.record(input, now);
        inputs.push([input, now]);
      },
    });
    expect(failuresOf(run.run)).toEqual([]);
    return { recording: (recorder as Recorder | null)!.recording, run };
  }

  test.each(['messages', 'times'] as const)('with waits from %s it passes, and the same things happen', (waits) => {
    const { recording, run } = recorded();
    const text = JSON.stringify(recordingToScenario(recording, 'again', waits), null, 2);
    const parsed = parseScenario(text);
    if (!parsed.ok) throw new Error(`${text}: ${JSON.stringify(parsed.problems)}`);
    const again = runInVirtualTime(parsed.scenario);
    expect(failuresOf(again.run)).toEqual([]);
    const calls = ({ frames }: typeof run) =>
      frames.flatMap(({ from, text: frame }) => {
        const [kind, , action] = JSON.parse(frame) as unknown[];
        return from === 'station' && kind === 2 && action !== 'MeterValues' ? [action] : [];
      });
    expect(calls(again)).toEqual(calls(run));
  });

  test('what people and the CSMS did, and what was told, in order', () => {
    const { steps } = recordingToScenario(recorded().recording, 'again');
    const shown = steps.map((each) => Object.values(each).slice(0, 2).map(String).join(' '));
    expect(shown.filter((each) => !each.startsWith('sent') && !each.startsWith('seconds'))).toEqual([
      'powerOn',
      'plug 1',
      'tag A',
      'fault 2',
      'RemoteStopTransaction [object Object]',
      'unplug 1',
    ]);
    expect(steps).toContainEqual(
      expect.objectContaining({ wait: 'sent', action: 'StopTransaction', payload: { reason: 'Remote' } }),
    );
  });
});
