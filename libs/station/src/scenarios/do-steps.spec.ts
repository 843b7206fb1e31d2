import { expect, test } from '@jest/globals';
import { carPresets } from '../cars/presets.js';
import type { StationInput } from '../index.js';
import { doShape, inputOf, stepOf } from './do-steps.js';
import { problemsOf } from './shapes.js';

const wire = {
  latencyMs: 1,
  jitterMs: 2,
  drop: 0.1,
  duplicate: 0.2,
  reorder: 0.3,
  noReply: 0.4,
  malformedJson: 0.5,
  schemaViolation: 0.6,
  wrongMessageId: 0.7,
};
const own = { ...carPresets[0], batteryCapacityWh: 1234 };

const doings: StationInput[] = [
  { type: 'poweredOn' },
  { type: 'plugged', connectorId: 1, plugIn: { car: carPresets[3]!, socPercent: 5, targetSocPercent: 50 } },
  { type: 'plugged', connectorId: 1, plugIn: { car: own, socPercent: 5, targetSocPercent: 50 } },
  { type: 'unplugged', connectorId: 1 },
  { type: 'tagPresented', idTag: 'A', connectorId: 1 },
  { type: 'tagPresented', idTag: 'A' },
  { type: 'tagPresented', idTag: 'A', connectorId: 1, authorized: true },
  { type: 'stopPressed', connectorId: 1, emergency: true },
  { type: 'carChanged', connectorId: 1, targetSocPercent: 1, paused: true, socPercent: 2 },
  { type: 'carChanged', connectorId: 1, chargingCurve: [{ socPercent: 0, powerW: 9 }] },
  { type: 'stationPaused', connectorId: 1, paused: true },
  { type: 'networkSwitched', on: true },
  { type: 'networkSwitched', on: false },
  { type: 'restartPressed' },
  { type: 'configurationChanged', key: 'HeartbeatInterval', value: '60' },
  { type: 'certificateRequested' },
  { type: 'callRequested', action: 'Heartbeat', payload: {} },
  { type: 'commandedLocally', action: 'ClearCache', payload: {} },
  { type: 'frameSubmitted', text: 'x' },
  { type: 'timeScaled', scale: 60 },
  { type: 'timeJumped', connectorId: 1, socPercent: 80 },
  {
    type: 'faultInjected',
    connectorId: 0,
    fault: { errorCode: 'OtherError', vendorErrorCode: 'V', info: 'i', blocking: false },
  },
  { type: 'faultCleared', connectorId: 0 },
  { type: 'lockStuck', connectorId: 1, stuck: true },
  { type: 'meterBroken', connectorId: 1, broken: true },
  { type: 'jobFaultSet', fault: 'UploadFailed' },
  { type: 'jobFaultSet', fault: null },
  { type: 'resetFailuresSet', count: 3 },
  { type: 'powerLost' },
  { type: 'powerRestored' },
  { type: 'temperatureChanged', celsius: 45 },
  { type: 'wireFaultsSet', faults: wire },
  { type: 'wireFaultsSet', faults: { ...wire, dropReceived: 0.8, duplicateReceived: 0.9 } },
  { type: 'wireFaultsSet', faults: null },
  { type: 'connectionCut', seconds: 9 },
];

test.each(doings.map((input) => [input.type, input] as const))(
  '%s is a step, and the step is the input',
  (_type, input) => {
    const step = stepOf(input)!;
    expect(problemsOf(doShape, step)).toEqual([]);
    expect(inputOf(step)).toEqual(input);
  },
);

test('what a shell tells the engine is no step', () => {
  expect(stepOf({ type: 'deadlineReached' })).toBeNull();
  expect(stepOf({ type: 'connected', subprotocol: 'ocpp1.6' })).toBeNull();
});

test('a frame of the CSMS can be put in by hand', () => {
  expect(inputOf({ do: 'receive', text: 'x' })).toEqual({ type: 'frameReceived', text: 'x' });
});
