// Properties of the engine over random inputs.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeCall, encodeCallResult, parseFrame, v16 } from '@simulator/ocpp';
import { carPresets } from './cars/presets.js';
import { createStation } from './create-station.js';
import { defaultStationConfig } from './default-config.js';
import { allowedTransitions } from './core/status-paths.js';
import { nextDeadline } from './deadlines.js';
import { step } from './step.js';
import type { ConnectorStatus, StationInput, StationOutput } from './index.js';

const connectorId = fc.integer({ min: 0, max: 3 });
const idTag = fc.constantFrom('A', 'B', 'C');
const percent = fc.integer({ min: 0, max: 100 });

const people: fc.Arbitrary<StationInput> = fc.oneof(
  fc.record({
    type: fc.constant('plugged' as const),
    connectorId,
    plugIn: fc.record({ car: fc.constantFrom(...carPresets), socPercent: percent, targetSocPercent: percent }),
  }),
  fc.record({ type: fc.constant('unplugged' as const), connectorId }),
  fc.record({ type: fc.constant('tagPresented' as const), idTag, connectorId }),
  fc.record({ type: fc.constant('tagPresented' as const), idTag }),
  fc.record({ type: fc.constant('tagPresented' as const), idTag, connectorId, authorized: fc.constant(true) }),
  fc.record({
    type: fc.constant('commandedLocally' as const),
    action: fc.constantFrom('ChangeAvailability', 'UnlockConnector', 'ClearCache', 'Nonsense', '__proto__'),
    payload: fc.record({ connectorId, type: fc.constantFrom('Operative', 'Inoperative') }, { requiredKeys: [] }),
  }),
  fc.record({ type: fc.constant('stopPressed' as const), connectorId }),
  fc.record({ type: fc.constant('carChanged' as const), connectorId, paused: fc.boolean(), targetSocPercent: percent }),
  fc.record({ type: fc.constant('stationPaused' as const), connectorId, paused: fc.boolean() }),
  fc.constant<StationInput>({ type: 'restartPressed' }),
  fc.record({
    type: fc.constant('configurationChanged' as const),
    key: fc.constantFrom('HeartbeatInterval', 'MeterValueSampleInterval', 'ClockAlignedDataInterval', 'Nonsense'),
    value: fc.constantFrom('0', '7', 'x', ''),
  }),
  fc.record({ type: fc.constant('timeScaled' as const), scale: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ type: fc.constant('timeJumped' as const), connectorId, socPercent: percent }),
);
const fault = fc.record({
  errorCode: fc.constantFrom('GroundFailure' as const, 'HighTemperature' as const),
  vendorErrorCode: fc.constant(null),
  info: fc.constant(null),
  blocking: fc.boolean(),
});
const disturbances: fc.Arbitrary<StationInput> = fc.oneof(
  fc.record({ type: fc.constant('faultInjected' as const), connectorId, fault }),
  fc.record({ type: fc.constant('faultCleared' as const), connectorId }),
  fc.record({ type: fc.constant('lockStuck' as const), connectorId, stuck: fc.boolean() }),
  fc.record({ type: fc.constant('meterBroken' as const), connectorId, broken: fc.boolean() }),
  fc.constant<StationInput>({ type: 'powerLost' }),
  fc.constant<StationInput>({ type: 'powerRestored' }),
  fc.record({ type: fc.constant('connectionCut' as const), seconds: fc.integer({ min: 0, max: 100 }) }),
);
const network: fc.Arbitrary<StationInput> = fc.oneof(
  fc.constant<StationInput>({ type: 'connected', subprotocol: 'ocpp1.6' }),
  fc.constant<StationInput>({ type: 'disconnected', code: 1006, reason: '', wasOpen: true }),
  fc.record({ type: fc.constant('networkSwitched' as const), on: fc.boolean() }),
  fc.constant<StationInput>({ type: 'restored' }),
  fc.constant<StationInput>({ type: 'deadlineReached' }),
);
const calls: fc.Arbitrary<StationInput> = fc
  .oneof(
    fc.record({ action: fc.constant('RemoteStartTransaction'), payload: fc.record({ idTag, connectorId }) }),
    fc.record({
      action: fc.constant('RemoteStopTransaction'),
      payload: fc.record({ transactionId: fc.integer({ min: 1, max: 5 }) }),
    }),
    fc.record({ action: fc.constant('Reset'), payload: fc.record({ type: fc.constantFrom('Soft', 'Hard') }) }),
    fc.record({
      action: fc.constant('ChangeAvailability'),
      payload: fc.record({ connectorId, type: fc.constantFrom('Operative', 'Inoperative') }),
    }),
    fc.record({
      action: fc.constant('ReserveNow'),
      payload: fc.record({
        connectorId,
        idTag,
        reservationId: fc.integer({ min: 1, max: 3 }),
        expiryDate: fc.constantFrom('1970-01-01T00:20:00Z', '1970-01-02T00:00:00Z', '2030-01-01T00:00:00Z'),
      }),
    }),
    fc.record({ action: fc.constant('UnlockConnector'), payload: fc.record({ connectorId }) }),
    fc.record({
      action: fc.constant('UpdateFirmware'),
      payload: fc.constant({ location: 'https://a.example/f', retrieveDate: '1970-01-01T00:00:00Z' }),
    }),
    fc.record({
      action: fc.constant('TriggerMessage'),
      payload: fc.record({
        requestedMessage: fc.constantFrom('BootNotification', 'StatusNotification', 'MeterValues'),
      }),
    }),
    fc.record({
      action: fc.constant('ChangeConfiguration'),
      payload: fc.record({
        key: fc.constantFrom('LocalPreAuthorize', 'AllowOfflineTxForUnknownId', 'StopTransactionOnEVSideDisconnect'),
        value: fc.constantFrom('true', 'false'),
      }),
    }),
    fc.record({ action: fc.string(), payload: fc.object() }),
  )
  .map(({ action, payload }) => ({ type: 'frameReceived' as const, text: encodeCall('c', action, payload) }));
const junk: fc.Arbitrary<StationInput> = fc
  .oneof(fc.string(), fc.json())
  .map((text) => ({ type: 'frameReceived' as const, text }));

/** `answer` stands for a correct answer to whatever is outstanding. */
type Event = { input: StationInput | 'answer'; afterMs: number };
const events: fc.Arbitrary<Event[]> = fc.array(
  fc.record({
    input: fc.oneof(
      { weight: 4, arbitrary: people },
      { weight: 2, arbitrary: network },
      { weight: 3, arbitrary: calls },
      { weight: 1, arbitrary: disturbances },
      { weight: 1, arbitrary: junk },
      { weight: 5, arbitrary: fc.constant('answer' as const) },
    ),
    afterMs: fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 4_000_000 })),
  }),
  { maxLength: 120 },
);

const answers: Record<string, object> = {
  BootNotification: { status: 'Accepted', currentTime: '2026-01-01T00:00:00Z', interval: 60 },
  Heartbeat: { currentTime: '2026-01-01T00:00:00Z' },
  Authorize: { idTagInfo: { status: 'Accepted' } },
  StartTransaction: { transactionId: 3, idTagInfo: { status: 'Accepted' } },
};

function newStation() {
  const station = createStation(defaultStationConfig('CS-1', 7), 0);
  step(station, { type: 'poweredOn' }, 0);
  step(station, { type: 'connected', subprotocol: 'ocpp1.6' }, 0);
  return station;
}

/** Runs the events; `observe` sees every step. */
function run(
  list: readonly Event[],
  station: ReturnType<typeof newStation>,
  from: number,
  observe: (input: StationInput, outputs: StationOutput[]) => void = () => undefined,
): number {
  let now = from;
  for (const { input, afterMs } of list) {
    now += afterMs;
    const { outstanding } = station.rpc;
    if (input !== 'answer') observe(input, step(station, input, now));
    else if (outstanding !== null) {
      const text = encodeCallResult(outstanding.messageId, answers[outstanding.action] ?? {});
      observe({ type: 'frameReceived', text }, step(station, { type: 'frameReceived', text }, now));
    }
  }
  return now;
}

test('a clone that gets the same inputs ends in the same state with the same frames', () => {
  fc.assert(
    fc.property(events, events, (first, second) => {
      const station = newStation();
      const middle = run(first, station, 0);
      const clone = structuredClone(station);
      const left: StationOutput[] = [];
      const right: StationOutput[] = [];
      run(second, station, middle, (_input, outputs) => left.push(...outputs));
      run(second, clone, middle, (_input, outputs) => right.push(...outputs));
      expect(right).toEqual(left);
      expect(clone).toEqual(station);
    }),
    { numRuns: 150 },
  );
});

test('any inputs: no crash, one CALL outstanding, valid frames, every CALL answered, transitions of the table, registers monotone', () => {
  fc.assert(
    fc.property(events, (list) => {
      const station = newStation();
      let registers = station.connectors.map(({ registerWh }) => registerWh);
      const sentIds = new Set<string>();
      let outstanding = station.rpc.outstanding?.messageId ?? null;
      let reported = new Map<number, ConnectorStatus>();
      run(list, station, 0, (input, outputs) => {
        for (const output of outputs) {
          if (output.type !== 'sendFrame' || output.messageType !== 2) continue;
          const frame = parseFrame(output.text);
          if (frame.type !== 'call') throw new Error(`not a CALL: ${output.text}`);
          expect(v16.version.actions[frame.action as v16.Action].validateRequest(frame.payload)).toEqual([]);
          expect(sentIds.has(frame.messageId)).toBe(false);
          sentIds.add(frame.messageId);
          outstanding = frame.messageId;
          if (frame.action === 'BootNotification') reported = new Map();
          if (frame.action !== 'StatusNotification') continue;
          const { connectorId, status } = frame.payload as { connectorId: number; status: ConnectorStatus };
          const before = reported.get(connectorId);
          // After a lost connection the last report may not have arrived, and is made again.
          if (before !== undefined && before !== status) expect(allowedTransitions[before]).toContain(status);
          reported.set(connectorId, status);
        }
        if (station.connection.state !== 'open') reported = new Map();
        expect(
          outputs.filter((output) => output.type === 'sendFrame' && output.messageType === 2).length,
        ).toBeLessThanOrEqual(1);
        if (station.rpc.outstanding !== null) expect(station.rpc.outstanding.messageId).toBe(outstanding);
        const isOn = station.power === 'on' || outputs.some(({ type }) => type === 'closeConnection');
        if (isOn && input.type === 'frameReceived' && parseFrame(input.text).type === 'call') {
          expect(outputs.some((output) => output.type === 'sendFrame' && output.messageType !== 2)).toBe(true);
        }
        const next = station.connectors.map(({ registerWh }) => registerWh);
        next.forEach((register, index) => expect(register).toBeGreaterThanOrEqual(registers[index]!));
        registers = next;
        for (const { car, flow, transaction } of station.connectors) {
          if (car !== null) expect(car.socPercent).toBeLessThanOrEqual(100);
          if (transaction === null) expect(flow.powerW).toBe(0);
        }
      });
      const total = station.connectors.reduce((sum, { flow }) => sum + flow.powerW, 0);
      expect(total).toBeLessThanOrEqual(160_000 * (1 + 1e-9));
    }),
    { numRuns: 300 },
  );
});

test('after every step the next deadline lies in the future', () => {
  fc.assert(
    fc.property(events, (list) => {
      const station = newStation();
      let now = 0;
      for (const event of list) {
        now = run([event], station, now);
        step(station, { type: 'deadlineReached' }, now);
        expect(nextDeadline(station)).toBeGreaterThan(now);
      }
    }),
  );
});
