// `npm run bench -- station`: steps/s over 1,000 interleaved stations, heap per station, time of one station-day.
// The mix: every station charges; deadlines, answers to CALLs (validated), remote calls now and then.
import { encodeCall, encodeCallResult } from '@simulator/ocpp';
import { carPresets, createStation, defaultStationConfig, nextDeadline, step } from '../src/index.js';
import type { Car, Station, StationConfig, StationInput } from '../src/index.js';

const NOW = Date.UTC(2026, 0, 5);
const currentTime = new Date(NOW).toISOString();
const answers: Record<string, object> = {
  BootNotification: { status: 'Accepted', currentTime, interval: 300 },
  Heartbeat: { currentTime },
  Authorize: { idTagInfo: { status: 'Accepted' } },
  StartTransaction: { transactionId: 1, idTagInfo: { status: 'Accepted' } },
};
let steps = 0;

/** CPU time of this process in ms: what other processes do on the machine does not count. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function feed(station: Station, input: StationInput, now: number): void {
  step(station, input, now);
  steps += 1;
}

function answerAll(station: Station, now: number): void {
  for (let call = station.rpc.outstanding; call !== null; call = station.rpc.outstanding) {
    feed(station, { type: 'frameReceived', text: encodeCallResult(call.messageId, answers[call.action] ?? {}) }, now);
  }
}

function online(config: StationConfig, now: number): Station {
  const station = createStation(config, now);
  feed(station, { type: 'poweredOn' }, now);
  feed(station, { type: 'connected', subprotocol: 'ocpp1.6' }, now);
  answerAll(station, now);
  return station;
}

function charge(station: Station, car: Car, now: number): void {
  feed(station, { type: 'plugged', connectorId: 1, plugIn: { car, socPercent: 1 } }, now);
  feed(station, { type: 'tagPresented', idTag: 'TAG', connectorId: 1 }, now);
  answerAll(station, now);
}

function run(station: Station, from: number, to: number): void {
  for (let due = nextDeadline(station); due <= to; due = nextDeadline(station)) {
    feed(station, { type: 'deadlineReached' }, Math.max(due, from));
    answerAll(station, Math.max(due, from));
  }
}

/** As in a fleet: stations of one model share everything but their identity. */
const model = defaultStationConfig('CS-0', 0);
const configOf = (index: number): StationConfig => ({ ...model, id: `CS-${index}`, seed: index });
/** Does not fill within a day: every station charges to the end of the run. */
const bigCar: Car = { ...carPresets[0], batteryCapacityWh: 2_000_000 };

function heapOf(make: () => Station[]): number {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const stations = make();
  globalThis.gc?.();
  const bytes = (process.memoryUsage().heapUsed - before) / stations.length;
  stations.length = 0;
  return bytes;
}

function stepsPerSecond(seconds: number): number {
  const stations = Array.from({ length: 1000 }, (_, index) => online(configOf(index), NOW));
  stations.forEach((station) => charge(station, bigCar, NOW));
  steps = 0;
  let now = NOW;
  const begin = cpuMs();
  while (cpuMs() - begin < seconds * 1000) {
    now += 10_000;
    for (const [index, station] of stations.entries()) {
      run(station, now - 10_000, now);
      if (index % 50 === 0) {
        const text = encodeCall('r', 'RemoteStopTransaction', { transactionId: 99 });
        feed(station, { type: 'frameReceived', text }, now);
      }
    }
  }
  return steps / ((cpuMs() - begin) / 1000);
}

function stationDayMs(): number {
  const station = online(
    {
      ...configOf(1),
      configuration: {
        MeterValueSampleInterval: '10',
        MeterValuesSampledData: 'Energy.Active.Import.Register,Power.Active.Import,Power.Offered,SoC',
      },
    },
    NOW,
  );
  charge(station, bigCar, NOW);
  const begin = cpuMs();
  run(station, NOW, NOW + 86_400_000);
  return cpuMs() - begin;
}

const count = 2000;
const idle = heapOf(() => Array.from({ length: count }, (_, index) => online(configOf(index), NOW)));
const charging = heapOf(() =>
  Array.from({ length: count }, (_, index) => {
    const station = online(configOf(index), NOW);
    charge(station, bigCar, NOW);
    return station;
  }),
);
stationDayMs();
const days = [stationDayMs(), stationDayMs(), stationDayMs()].sort((a, b) => a - b);
stepsPerSecond(1);
const rate = stepsPerSecond(4);
process.stdout.write(
  [
    `steps per CPU second, 1,000 charging stations interleaved, inbound validated: ${Math.round(rate).toLocaleString('en')} (aim 400,000)`,
    `heap per idle station:     ${Math.round(idle)} bytes (aim 2,048)`,
    `heap per charging station: ${Math.round(charging)} bytes`,
    `one station-day (24 h charging, meter values each 10 s, 4 samples), warm, median of 3: ${days[1]?.toFixed(0)} ms (aim 50)`,
    '',
  ].join('\n'),
);
