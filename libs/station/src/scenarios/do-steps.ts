// The steps that do something to the station: every input of the engine that a person, a fault or a wire can cause.
import { carPresets } from '../cars/presets.js';
import type { Car } from '../car.js';
import type { DisturbanceInput, PersonInput, StationInput } from '../input.js';
import type { ErrorCode } from '../state/connector.js';
import type { WireFaults } from '../state/wire-faults.js';
import { any, choice, either, flag, integer, list, may, must, nothing, number, oneOf, record, text } from './shapes.js';
import type { TypeOf } from './shapes.js';

const connectorId = must(integer(1), 'Connectors are numbered from 1.');
const comment = may(text(), 'Becomes the title of the step in reports.');
const percent = number(0, 100);
const probability = may(number(0, 1));

/** The first preset whose name holds this text. */
export function presetNamed(name: string): Car | undefined {
  return carPresets.find((car) => car.name.toLowerCase().includes(name.toLowerCase()));
}

const presetName = text({
  problem: (name) =>
    presetNamed(name) ? null : `no car is called "${name}"; there are ${carPresets.map((car) => car.name).join(', ')}`,
});
const chargingCurve = list(record({ socPercent: must(percent), powerW: must(number(0)) }));
const ownCar = record({
  name: must(text()),
  batteryCapacityWh: must(number(1)),
  ac: must(
    either('null or an on-board charger', nothing, record({ phases: must(integer(1, 3)), maxPowerW: must(number(0)) })),
  ),
  dc: must(either('null or a limit', nothing, record({ maxPowerW: must(number(0)) }))),
  chargingCurve: must(chargingCurve),
  batteryVoltageV: must(number(1)),
});

const errorCodes = [
  'ConnectorLockFailure',
  'EVCommunicationError',
  'GroundFailure',
  'HighTemperature',
  'InternalError',
  'LocalListConflict',
  'NoError',
  'OtherError',
  'OverCurrentFailure',
  'OverVoltage',
  'PowerMeterFailure',
  'PowerSwitchFailure',
  'ReaderFailure',
  'ResetFailure',
  'UnderVoltage',
  'WeakSignal',
] as const satisfies readonly ErrorCode[];

const wireFaults = record({
  latencyMs: may(number(0)),
  jitterMs: may(number(0)),
  drop: probability,
  duplicate: probability,
  reorder: probability,
  noReply: probability,
  malformedJson: probability,
  schemaViolation: probability,
  wrongMessageId: probability,
  dropReceived: probability,
  duplicateReceived: probability,
});
const soundWire: WireFaults = {
  latencyMs: 0,
  jitterMs: 0,
  drop: 0,
  duplicate: 0,
  reorder: 0,
  noReply: 0,
  malformedJson: 0,
  schemaViolation: 0,
  wrongMessageId: 0,
};

export const doShape = choice('do', {
  powerOn: record({ comment }),
  plug: record({
    connectorId,
    car: may(either('the name of a car or a car', presetName, ownCar), 'Default: the first preset.'),
    socPercent: may(percent, 'Default 20.'),
    targetSocPercent: may(percent, 'Default 100.'),
    comment,
  }),
  unplug: record({ connectorId, comment }),
  tag: record({
    idTag: must(text({ maxLength: 20 })),
    connectorId: may(integer(1)),
    authorized: may(flag, 'True: the station accepts it without asking anybody.'),
    comment,
  }),
  stop: record({ connectorId, emergency: may(flag), comment }),
  changeCar: record({
    connectorId,
    targetSocPercent: may(percent),
    socPercent: may(percent),
    paused: may(flag),
    chargingCurve: may(chargingCurve, 'Another curve for the car that is plugged in.'),
    comment,
  }),
  pause: record({ connectorId, paused: must(flag), comment }),
  offline: record({ comment }),
  online: record({ comment }),
  cut: record({ seconds: must(number(0)), comment }),
  restart: record({ comment }),
  powerLoss: record({ comment }),
  powerRestore: record({ comment }),
  configure: record({ key: must(text()), value: must(text()), comment }),
  requestCertificate: record({ comment }),
  call: record({ action: must(text()), payload: may(any), comment }),
  command: record({
    action: must(text(), 'What a CSMS could ask for, done at the station itself: no frame.'),
    payload: may(any),
    comment,
  }),
  frame: record({ text: must(text(), 'Sent as it is.'), comment }),
  receive: record({ text: must(text(), 'Given to the station as if the CSMS had sent it.'), comment }),
  timeScale: record({ scale: must(number(1, 60)), comment }),
  jump: record({ connectorId, socPercent: must(percent), comment }),
  fault: record({
    connectorId: must(integer(0), '0: the station as a whole.'),
    errorCode: must(oneOf(...errorCodes)),
    vendorErrorCode: may(text({ maxLength: 50 })),
    info: may(text({ maxLength: 50 })),
    blocking: may(flag, 'Default true: status Faulted. False: a warning.'),
    comment,
  }),
  clearFault: record({ connectorId: must(integer(0)), comment }),
  lock: record({ connectorId, stuck: must(flag), comment }),
  meter: record({ connectorId, broken: must(flag), comment }),
  jobFault: record({
    fault: must(
      either(
        'null or a fault',
        nothing,
        oneOf('DownloadFailed', 'InstallationFailed', 'InvalidSignature', 'UploadFailed'),
      ),
    ),
    comment,
  }),
  resetFailures: record({ count: must(integer(0)), comment }),
  temperature: record({ celsius: must(number(-60, 120)), comment }),
  wire: record({ faults: must(either('null or faults', nothing, wireFaults)), comment }),
});

export type DoStep = TypeOf<typeof doShape>;

type Inputs = { [K in DoStep['do']]: (step: Extract<DoStep, { do: K }>) => StationInput };

const inputs: Inputs = {
  powerOn: () => ({ type: 'poweredOn' }),
  plug: ({ connectorId: id, car = '', socPercent = 20, targetSocPercent = 100 }) => ({
    type: 'plugged',
    connectorId: id,
    plugIn: { car: typeof car === 'string' ? presetNamed(car)! : (car as Car), socPercent, targetSocPercent },
  }),
  unplug: (step) => ({ type: 'unplugged', connectorId: step.connectorId }),
  tag: (step) => ({
    type: 'tagPresented',
    idTag: step.idTag,
    ...(step.connectorId !== undefined && { connectorId: step.connectorId }),
    ...(step.authorized !== undefined && { authorized: step.authorized }),
  }),
  stop: ({ connectorId: id, emergency }) => ({
    type: 'stopPressed',
    connectorId: id,
    ...(emergency !== undefined && { emergency }),
  }),
  changeCar: ({ connectorId: id, targetSocPercent, socPercent, paused, chargingCurve: curve }) => ({
    type: 'carChanged',
    connectorId: id,
    ...(targetSocPercent !== undefined && { targetSocPercent }),
    ...(socPercent !== undefined && { socPercent }),
    ...(paused !== undefined && { paused }),
    ...(curve !== undefined && { chargingCurve: curve }),
  }),
  pause: (step) => ({ type: 'stationPaused', connectorId: step.connectorId, paused: step.paused }),
  offline: () => ({ type: 'networkSwitched', on: false }),
  online: () => ({ type: 'networkSwitched', on: true }),
  cut: ({ seconds }) => ({ type: 'connectionCut', seconds }),
  restart: () => ({ type: 'restartPressed' }),
  powerLoss: () => ({ type: 'powerLost' }),
  powerRestore: () => ({ type: 'powerRestored' }),
  configure: ({ key, value }) => ({ type: 'configurationChanged', key, value }),
  requestCertificate: () => ({ type: 'certificateRequested' }),
  call: ({ action, payload = {} }) => ({ type: 'callRequested', action, payload }),
  command: ({ action, payload = {} }) => ({ type: 'commandedLocally', action, payload }),
  frame: (step) => ({ type: 'frameSubmitted', text: step.text }),
  receive: (step) => ({ type: 'frameReceived', text: step.text }),
  timeScale: ({ scale }) => ({ type: 'timeScaled', scale }),
  jump: (step) => ({ type: 'timeJumped', connectorId: step.connectorId, socPercent: step.socPercent }),
  fault: ({ connectorId: id, errorCode, vendorErrorCode = null, info = null, blocking = true }) => ({
    type: 'faultInjected',
    connectorId: id,
    fault: { errorCode, vendorErrorCode, info, blocking },
  }),
  clearFault: (step) => ({ type: 'faultCleared', connectorId: step.connectorId }),
  lock: (step) => ({ type: 'lockStuck', connectorId: step.connectorId, stuck: step.stuck }),
  meter: (step) => ({ type: 'meterBroken', connectorId: step.connectorId, broken: step.broken }),
  jobFault: ({ fault }) => ({ type: 'jobFaultSet', fault }),
  resetFailures: ({ count }) => ({ type: 'resetFailuresSet', count }),
  temperature: ({ celsius }) => ({ type: 'temperatureChanged', celsius }),
  wire: ({ faults }) => ({ type: 'wireFaultsSet', faults: faults && { ...soundWire, ...faults } }),
};

export function inputOf(step: DoStep): StationInput {
  return (inputs[step.do] as (step: DoStep) => StationInput)(step);
}

type Doing = 'poweredOn' | (PersonInput | DisturbanceInput)['type'];
type Actions = { [T in Doing]: (input: Extract<StationInput, { type: T }>) => DoStep };

const actions: Actions = {
  plugged: ({ connectorId: id, plugIn: { car, socPercent, targetSocPercent } }) => ({
    do: 'plug',
    connectorId: id,
    car: isPreset(car) ? car.name : structureOf(car),
    socPercent,
    ...(targetSocPercent !== undefined && { targetSocPercent }),
  }),
  unplugged: (input) => ({ do: 'unplug', connectorId: input.connectorId }),
  tagPresented: ({ type: _type, ...rest }) => ({ do: 'tag', ...rest }),
  stopPressed: ({ type: _type, ...rest }) => ({ do: 'stop', ...rest }),
  carChanged: ({ type: _type, chargingCurve: curve, ...rest }) => ({
    do: 'changeCar',
    ...rest,
    ...(curve !== undefined && { chargingCurve: [...curve] }),
  }),
  stationPaused: ({ type: _type, ...rest }) => ({ do: 'pause', ...rest }),
  networkSwitched: ({ on }) => ({ do: on ? 'online' : 'offline' }),
  restartPressed: () => ({ do: 'restart' }),
  configurationChanged: ({ key, value }) => ({ do: 'configure', key, value }),
  certificateRequested: () => ({ do: 'requestCertificate' }),
  callRequested: ({ action, payload }) => ({ do: 'call', action, payload }),
  commandedLocally: ({ action, payload }) => ({ do: 'command', action, payload }),
  frameSubmitted: (input) => ({ do: 'frame', text: input.text }),
  timeScaled: ({ scale }) => ({ do: 'timeScale', scale }),
  timeJumped: ({ type: _type, ...rest }) => ({ do: 'jump', ...rest }),
  poweredOn: () => ({ do: 'powerOn' }),
  powerLost: () => ({ do: 'powerLoss' }),
  powerRestored: () => ({ do: 'powerRestore' }),
  faultInjected: ({ connectorId: id, fault: { errorCode, vendorErrorCode, info, blocking } }) => ({
    do: 'fault',
    connectorId: id,
    errorCode,
    ...(vendorErrorCode !== null && { vendorErrorCode }),
    ...(info !== null && { info }),
    blocking,
  }),
  faultCleared: (input) => ({ do: 'clearFault', connectorId: input.connectorId }),
  lockStuck: ({ type: _type, ...rest }) => ({ do: 'lock', ...rest }),
  meterBroken: ({ type: _type, ...rest }) => ({ do: 'meter', ...rest }),
  jobFaultSet: ({ fault }) => ({ do: 'jobFault', fault }),
  resetFailuresSet: ({ count }) => ({ do: 'resetFailures', count }),
  temperatureChanged: ({ celsius }) => ({ do: 'temperature', celsius }),
  wireFaultsSet: ({ faults }) => ({ do: 'wire', faults }),
  connectionCut: ({ seconds }) => ({ do: 'cut', seconds }),
};

const isPreset = (car: Car): boolean => JSON.stringify(presetNamed(car.name)) === JSON.stringify(car);
const structureOf = (car: Car) => ({ ...car, chargingCurve: [...car.chargingCurve] });

/** The step that stands for this input; null for those of the shell. */
export function stepOf(input: StationInput): DoStep | null {
  const make = actions[input.type as Doing] as ((input: StationInput) => DoStep) | undefined;
  return make === undefined ? null : make(input);
}
