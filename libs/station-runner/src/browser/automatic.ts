// Drivers that come by themselves: cars arrive at random, charge and leave. The same seed gives the same arrivals.
import { carPresets } from '@simulator/station';
import type { Car, Connector, ConnectorConfig } from '@simulator/station';
import type { RunnerClock, TimerHandle } from '../clock.js';
import type { HostedStation } from '../hosted-station.js';
import type { StationRunner } from '../runner.js';
import type { AutomaticMode } from '../station-definition.js';

const LOOK_EVERY_MS = 500;
/** A driver whose card is not accepted gives up. */
const PATIENCE_MS = 60_000;
const LEAVE_AFTER_MS = 5_000;

interface Driver {
  /** State of the seeded generator. */
  random: number;
  /** When this connector's driver next does something; the clock's time. */
  at: number;
  /** When the running session is to end. */
  endAt: number;
  /** When the driver gives up waiting for a start. */
  giveUpAt: number;
}

export class AutomaticDrivers {
  readonly #runner: StationRunner;
  readonly #clock: RunnerClock;
  /** By station key; one driver a connector. */
  readonly #drivers = new Map<string, { mode: AutomaticMode; drivers: Driver[] }>();
  #timer: TimerHandle | null = null;

  constructor(runner: StationRunner, clock: RunnerClock) {
    this.#runner = runner;
    this.#clock = clock;
  }

  /** To be called when definitions have changed. */
  sync(): void {
    const present = new Set<string>();
    for (const { definition } of this.#runner.stations()) {
      const { key, automatic } = definition;
      if (automatic === undefined) continue;
      present.add(key);
      const known = this.#drivers.get(key);
      if (known === undefined || JSON.stringify(known.mode) !== JSON.stringify(automatic)) {
        const drivers = definition.config.connectors.map((_, index) => this.#newDriver(key, automatic, index));
        this.#drivers.set(key, { mode: automatic, drivers });
      }
    }
    for (const key of this.#drivers.keys()) if (!present.has(key)) this.#drivers.delete(key);
    if (this.#drivers.size > 0) this.#timer ??= this.#clock.setTimeout(() => this.#look(), LOOK_EVERY_MS);
  }

  stop(): void {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#drivers.clear();
  }

  #newDriver(key: string, mode: AutomaticMode, index: number): Driver {
    const driver = { random: seedOf(mode.seed, `${key} ${index}`), at: 0, endAt: 0, giveUpAt: 0 };
    driver.at = this.#clock.now() + arrivalIn(driver, mode);
    return driver;
  }

  #look(): void {
    this.#timer = null;
    const now = this.#clock.now();
    for (const [key, { mode, drivers }] of this.#drivers) {
      const hosted = this.#runner.find(key);
      if (hosted === undefined || hosted.broken !== null) continue;
      for (const [index, driver] of drivers.entries()) {
        if (driver.at <= now) this.#act(hosted, index + 1, { driver, mode, now });
      }
    }
    if (this.#drivers.size > 0) this.#timer = this.#clock.setTimeout(() => this.#look(), LOOK_EVERY_MS);
  }

  #act(hosted: HostedStation, connectorId: number, { driver, mode, now }: Visit): void {
    const { key, config } = hosted.definition;
    const connector = hosted.station.connectors[connectorId - 1];
    const settings = config.connectors[connectorId - 1];
    if (connector === undefined || settings === undefined) return;
    if (connector.car === null) {
      if (hosted.station.power === 'on') {
        this.#runner.input(key, { type: 'plugged', connectorId, plugIn: plugInOf(driver, settings) });
        driver.giveUpAt = now + PATIENCE_MS;
        driver.endAt = 0;
      }
      driver.at = now + 1_000 + 4_000 * draw(driver);
    } else if (connector.transaction !== null) {
      if (driver.endAt === 0) driver.endAt = now + exponential(driver, mode.sessionMinutes * 60_000);
      const isOver = now >= driver.endAt || isFull(connector);
      if (isOver) this.#runner.input(key, { type: 'stopPressed', connectorId });
      driver.at = now + (isOver ? LEAVE_AFTER_MS : 1_000);
    } else if (connector.finishing || now >= driver.giveUpAt) {
      this.#runner.input(key, { type: 'unplugged', connectorId });
      driver.at = now + arrivalIn(driver, mode);
    } else {
      const idTag = mode.idTags[Math.floor(draw(driver) * mode.idTags.length)];
      if (idTag !== undefined) this.#runner.input(key, { type: 'tagPresented', idTag, connectorId });
      driver.at = now + 10_000;
    }
  }
}

interface Visit {
  driver: Driver;
  mode: AutomaticMode;
  now: number;
}

const isFull = ({ car, flow }: Connector): boolean =>
  car !== null && flow.powerW === 0 && car.socPercent >= car.targetSocPercent - 0.01;

function plugInOf(driver: Driver, { current }: ConnectorConfig) {
  const cars = carPresets.filter((car: Car) => (current === 'DC' ? car.dc !== null : car.ac !== null));
  const car = cars[Math.floor(draw(driver) * cars.length)] ?? carPresets[0];
  const socPercent = Math.round(10 + 50 * draw(driver));
  return { car, socPercent, targetSocPercent: Math.round(socPercent + 10 + (90 - socPercent) * draw(driver)) };
}

/** Arrivals are independent of each other: exponential waits. */
const arrivalIn = (driver: Driver, { arrivalsPerHour }: AutomaticMode): number =>
  exponential(driver, 3_600_000 / arrivalsPerHour);

const exponential = (driver: Driver, meanMs: number): number => -Math.log(1 - draw(driver)) * meanMs;

/** 0 ≤ x < 1 (mulberry32). */
function draw(driver: Driver): number {
  driver.random = (driver.random + 0x6d2b79f5) >>> 0;
  let t = driver.random;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

/** FNV-1a over the name, with the seed. */
function seedOf(seed: number, name: string): number {
  let hash = (2166136261 ^ seed) >>> 0;
  for (const character of name) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619) >>> 0;
  return hash;
}
