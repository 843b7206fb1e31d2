// Charges a car from 10 % to 80 % in virtual time: the engine, and a CSMS in memory that answers its frames. What the engine
// reports is compared with what follows from the facts of car, cable and station alone.
import { createStation, nextDeadline, step } from '@simulator/station';
import type { Car, ConnectorConfig, Station, StationConfig, StationInput } from '@simulator/station';

export const START_SOC = 10;
export const TARGET_SOC = 80;
const STARTED_AT = Date.UTC(2026, 0, 5, 8);
const METER_INTERVAL_S = 60;
/** The independent integral looks at the power after every fifth of a percent. */
const LOOKS_PER_PERCENT = 5;
const MS_PER_HOUR = 3_600_000;
const LONGEST_CHARGE_MS = 500 * MS_PER_HOUR;

export interface Outlet {
  name: string;
  connector: ConnectorConfig;
  stationMaxPowerW: number | null;
}

const ac = (phases: 1 | 3, maxCurrentA: number, cableMaxCurrentA: number): ConnectorConfig => ({
  current: 'AC',
  phases,
  voltageV: 230,
  maxCurrentA,
  cableMaxCurrentA,
});
const dc = (maxPowerW: number, maxCurrentA: number, cableMaxCurrentA: number): ConnectorConfig => ({
  current: 'DC',
  maxPowerW,
  maxCurrentA,
  cableMaxCurrentA,
});

/** Each limit is the lowest one somewhere. */
export const acOutlets: readonly Outlet[] = [
  { name: '3 × 32 A', connector: ac(3, 32, 32), stationMaxPowerW: null },
  { name: '3 × 32 A with a cable of 13 A', connector: ac(3, 32, 13), stationMaxPowerW: null },
  { name: '1 × 16 A', connector: ac(1, 16, 32), stationMaxPowerW: null },
  { name: '3 × 32 A in a station of 9 kW', connector: ac(3, 32, 32), stationMaxPowerW: 9_000 },
];
export const dcOutlets: readonly Outlet[] = [
  { name: '400 kW', connector: dc(400_000, 600, 1_000), stationMaxPowerW: null },
  { name: '50 kW', connector: dc(50_000, 500, 500), stationMaxPowerW: null },
  { name: '150 kW with a cable of 125 A', connector: dc(150_000, 500, 125), stationMaxPowerW: null },
  { name: '150 kW in a station of 60 kW', connector: dc(150_000, 500, 500), stationMaxPowerW: 60_000 },
];

export interface Charge {
  /** What is wrong, in words; empty when all is well. */
  problems: string[];
  /** By trapezoids under the reported power. */
  integralWh: number;
  /** By the state of charge. */
  batteryWh: number;
  /** By what StartTransaction and StopTransaction told the CSMS. */
  billedWh: number;
  durationMs: number;
  steps: number;
}

/** The most that may flow, from the facts alone: the car, the cable and connector, the station, and the battery at this charge. */
export function allowedPowerW(car: Car, { connector, stationMaxPowerW }: Outlet, socPercent: number): number {
  return Math.min(
    carBound(car, connector),
    outletBound(car, connector),
    stationMaxPowerW ?? Infinity,
    curveAt(car, socPercent),
  );
}

function carBound(car: Car, connector: ConnectorConfig): number {
  if (connector.current === 'DC') return car.dc?.maxPowerW ?? 0;
  // An on-board charger is one charger a phase.
  return car.ac === null ? 0 : (car.ac.maxPowerW * Math.min(connector.phases, car.ac.phases)) / car.ac.phases;
}

function outletBound(car: Car, connector: ConnectorConfig): number {
  const amperes = Math.min(connector.maxCurrentA, connector.cableMaxCurrentA);
  if (connector.current === 'DC') return Math.min(connector.maxPowerW, amperes * car.batteryVoltageV);
  return amperes * connector.voltageV * Math.min(connector.phases, car.ac?.phases ?? 0);
}

function curveAt({ chargingCurve }: Car, socPercent: number): number {
  const above = chargingCurve.findIndex((point) => point.socPercent >= socPercent);
  const to = chargingCurve[above];
  const from = chargingCurve[above - 1];
  if (to === undefined) return chargingCurve.at(-1)?.powerW ?? Infinity;
  if (from === undefined) return to.powerW;
  const share = (socPercent - from.socPercent) / (to.socPercent - from.socPercent);
  return from.powerW * (1 - share) + to.powerW * share;
}

export function chargeCar(car: Car, outlet: Outlet): Charge {
  return new Drive(car, outlet).run();
}

class Drive {
  readonly #car: Car;
  readonly #outlet: Outlet;
  readonly #station: Station;
  readonly #problems = new Set<string>();
  #now = STARTED_AT;
  #steps = 0;
  #meterStartWh = NaN;
  #meterStopWh = NaN;

  constructor(car: Car, outlet: Outlet) {
    this.#car = car;
    this.#outlet = outlet;
    this.#station = createStation(stationOf(outlet), STARTED_AT);
  }

  run(): Charge {
    this.#feed({ type: 'poweredOn' });
    this.#feed({ type: 'connected', subprotocol: 'ocpp1.6' });
    const plugIn = { car: this.#car, socPercent: START_SOC, targetSocPercent: TARGET_SOC };
    this.#feed({ type: 'plugged', connectorId: 1, plugIn });
    this.#feed({ type: 'tagPresented', connectorId: 1, idTag: 'CAR' });
    this.#expect(this.#connector.status === 'Charging', `not charging but ${this.#connector.status}`);
    const integralWh = this.#chargeToTarget();
    this.#expect(this.#connector.status === 'SuspendedEV', `${this.#connector.status} at the target`);
    this.#feed({ type: 'stopPressed', connectorId: 1 });
    const soc = this.#connector.car?.socPercent ?? NaN;
    const batteryWh = ((soc - START_SOC) / 100) * this.#car.batteryCapacityWh;
    const billedWh = this.#meterStopWh - this.#meterStartWh;
    this.#expect(Math.abs(soc - TARGET_SOC) < 1e-6, `ended at ${soc} %`);
    this.#expect(Math.abs(integralWh / batteryWh - 1) < 0.001, `integral ${integralWh} Wh, battery ${batteryWh} Wh`);
    // The meter counts whole Wh.
    this.#expect(Math.abs(billedWh - batteryWh) <= 1, `billed ${billedWh} Wh, battery ${batteryWh} Wh`);
    const problems = [...this.#problems];
    return { problems, integralWh, batteryWh, billedWh, durationMs: this.#now - STARTED_AT, steps: this.#steps };
  }

  get #connector() {
    return this.#station.connectors[0]!;
  }

  #chargeToTarget(): number {
    let integralWh = 0;
    let soc = START_SOC;
    this.#checkPower(soc);
    while (this.#connector.flow.powerW > 0 && this.#problems.size === 0) {
      const powerBefore = this.#connector.flow.powerW;
      const before = this.#now;
      const lookMs = ((this.#car.batteryCapacityWh / 100 / LOOKS_PER_PERCENT) * MS_PER_HOUR) / powerBefore;
      this.#now = Math.min(this.#now + lookMs, Math.max(nextDeadline(this.#station), this.#now));
      this.#feed({ type: 'deadlineReached' });
      const next = this.#connector.car?.socPercent ?? NaN;
      this.#expect(
        next >= soc && (next > soc || this.#now === before),
        `state of charge went from ${soc} % to ${next} %`,
      );
      soc = next;
      const ended = this.#connector.flow.powerW === 0;
      if (!ended) this.#checkPower(soc);
      const powerAfter = ended ? powerBefore : this.#connector.flow.powerW;
      this.#expect(this.#now - STARTED_AT < LONGEST_CHARGE_MS, 'the charge does not end');
      integralWh += ((powerBefore + powerAfter) / 2) * ((this.#now - before) / MS_PER_HOUR);
    }
    return integralWh;
  }

  #checkPower(soc: number): void {
    const { powerW, voltageV, currentA, phases } = this.#connector.flow;
    const allowed = allowedPowerW(this.#car, this.#outlet, soc);
    this.#expect(powerW <= allowed * (1 + 1e-9), `${powerW} W at ${soc} %, allowed ${allowed} W`);
    this.#expect(
      powerW >= allowed * (1 - 1e-6),
      `only ${powerW} W at ${soc} %, the curve and the limits give ${allowed} W`,
    );
    const product = voltageV * currentA * (phases || 1);
    this.#expect(Math.abs(product - powerW) <= powerW * 1e-9, `V·A·phases is ${product} W, the power ${powerW} W`);
  }

  #expect(isTrue: boolean, problem: string): void {
    if (!isTrue) this.#problems.add(problem);
  }

  #feed(input: StationInput): void {
    this.#steps += 1;
    for (const output of step(this.#station, input, this.#now)) {
      if (output.type !== 'sendFrame' || output.messageType !== 2) continue;
      const answer = this.#answer(output.action, output.text);
      this.#feed({ type: 'frameReceived', text: `[3,"${output.messageId}",${answer}]` });
    }
  }

  #answer(action: string, text: string): string {
    if (action === 'StartTransaction') {
      this.#meterStartWh = payloadOf(text).meterStart;
      return '{"transactionId":1,"idTagInfo":{"status":"Accepted"}}';
    }
    if (action === 'StopTransaction') this.#meterStopWh = payloadOf(text).meterStop;
    if (action === 'Authorize') return '{"idTagInfo":{"status":"Accepted"}}';
    if (action === 'Heartbeat') return '{"currentTime":"2026-01-05T08:00:00Z"}';
    if (action !== 'BootNotification') return '{}';
    return '{"status":"Accepted","currentTime":"2026-01-05T08:00:00Z","interval":86400}';
  }
}

function payloadOf(text: string): { meterStart: number; meterStop: number } {
  return (JSON.parse(text) as unknown[])[3] as { meterStart: number; meterStop: number };
}

function stationOf({ connector, stationMaxPowerW }: Outlet): StationConfig {
  return {
    id: 'CARS',
    ocppVersion: '1.6',
    seed: 1,
    vendor: 'Simulator',
    model: 'Test',
    serialNumber: '1',
    firmwareVersion: '1',
    connectors: [connector],
    maxPowerW: stationMaxPowerW,
    configuration: { MeterValueSampleInterval: String(METER_INTERVAL_S) },
  };
}
