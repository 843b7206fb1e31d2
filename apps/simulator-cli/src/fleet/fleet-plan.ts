// What a fleet's stations are and what happens at them: all of it from the seed.
import { carPresets } from '@simulator/station';
import type { Car, StationConfig } from '@simulator/station';
import type { StationDefinition } from '@simulator/station-runner/node';
import { stationConfig } from '../config-file.js';
import { startConfiguration } from '../connection.js';
import type { FleetOptions } from '../tasks.js';
import { nextInteger, nextRandom } from './seeded-random.js';
import type { SeededRandom } from './seeded-random.js';

const ID_DIGITS = 5;

/** One car's visit. */
export interface Visit {
  connectorId: number;
  car: Car;
  socPercent: number;
  /** How long it stays at most. */
  stayMs: number;
}

/** How many stations of the whole fleet belong to a part of it: every `count`-th one, so that each part ramps evenly. */
export function stationsOfShard({ stations, shard }: Pick<FleetOptions, 'stations' | 'shard'>): number {
  return Math.max(0, Math.ceil((stations - shard.index + 1) / shard.count));
}

export class FleetPlan {
  readonly #options: FleetOptions;
  /** Shared by reference: a fleet has one model. */
  readonly #model: StationConfig;

  constructor(options: FleetOptions) {
    this.#options = options;
    const model = stationConfig('model', 0, options.settings);
    this.#model = { ...model, configuration: { ...model.configuration, ...startConfiguration(options) } };
  }

  /** The index in the whole fleet of the n-th station of this part of it, from 0. */
  indexOf(nth: number): number {
    const { index, count } = this.#options.shard;
    return index - 1 + nth * count;
  }

  /** @param index in the whole fleet, from 0; the first station has number 1 */
  definition(index: number, random: SeededRandom): StationDefinition {
    const { idPrefix, url } = this.#options;
    const id = `${idPrefix}${String(index + 1).padStart(ID_DIGITS, '0')}`;
    const config = { ...this.#model, id, seed: nextInteger(random), serialNumber: id.slice(-25) };
    return { key: id, name: id, config, csmsUrl: url };
  }

  /** Time until the next car comes: arrivals are independent of each other (a Poisson process). */
  arrivalMs(random: SeededRandom): number {
    const { sessionsPerHour } = this.#options;
    return sessionsPerHour === 0 ? Infinity : (-Math.log(1 - nextRandom(random)) * 3_600_000) / sessionsPerHour;
  }

  visit(random: SeededRandom): Visit {
    const { car: wanted, chargeTime } = this.#options;
    const car = wanted === 'random' ? carPresets[Math.floor(nextRandom(random) * carPresets.length)]! : wanted;
    const fitting = this.#model.connectors.flatMap(({ current }, index) =>
      (current === 'AC' ? car.ac : car.dc) === null ? [] : [index + 1],
    );
    return {
      connectorId: fitting[Math.floor(nextRandom(random) * fitting.length)]!,
      car,
      socPercent: 10 + 50 * nextRandom(random),
      stayMs: chargeTime.fromMs + (chargeTime.toMs - chargeTime.fromMs) * nextRandom(random),
    };
  }
}
