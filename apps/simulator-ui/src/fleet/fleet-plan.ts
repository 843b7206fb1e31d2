// A fleet from a template: what its stations are called, and what each of them is. Pure.
import { defaultStationConfig } from '@simulator/station';
import type { StationConfig } from '@simulator/station';
import type { AutomaticMode, StationDefinition } from '@simulator/station-runner/browser';

const ac = (phases: 1 | 3, amperes: number) =>
  ({ current: 'AC', phases, voltageV: 230, maxCurrentA: amperes, cableMaxCurrentA: amperes }) as const;
const dc = (kilowatts: number) =>
  ({ current: 'DC', maxPowerW: kilowatts * 1000, maxCurrentA: 500, cableMaxCurrentA: 500 }) as const;

export interface Template {
  name: string;
  /** What differs from the default station. */
  changes: Partial<StationConfig>;
}

export const templates: readonly Template[] = [
  { name: 'Public, 22 kW AC and 150 kW DC', changes: {} },
  { name: 'Home, 11 kW AC', changes: { model: 'Home 11', connectors: [ac(3, 16)], maxPowerW: null } },
  {
    name: 'Car park, two of 22 kW AC that share 22 kW',
    changes: { model: 'Park 22', connectors: [ac(3, 32), ac(3, 32)], maxPowerW: 22_000 },
  },
  {
    name: 'Motorway, two of 300 kW DC',
    changes: { model: 'Way 300', connectors: [dc(300), dc(300)], maxPowerW: 400_000 },
  },
];

/** The most that a tab is made for. */
export const MAX_FLEET = 2000;

export interface FleetPlan {
  prefix: string;
  /** The number of the first. */
  first: number;
  count: number;
  csmsUrl: string;
  config: Partial<StationConfig>;
  seed: number;
  tags: string[];
  relayed: boolean;
  automatic: AutomaticMode | null;
}

/** Stations named prefix-0001, …; each with a seed of its own, made from the fleet's. */
export function planFleet(plan: FleetPlan, keyOf: (index: number) => string): StationDefinition[] {
  const { prefix, first, count, csmsUrl, config, seed, tags, relayed, automatic } = plan;
  const digits = Math.max(4, String(first + count - 1).length);
  return Array.from({ length: count }, (_, index) => {
    const id = `${prefix}${String(first + index).padStart(digits, '0')}`;
    const base = defaultStationConfig(id, (seed + Math.imul(index, 0x9e3779b1)) >>> 0);
    const own = { id: base.id, seed: base.seed, serialNumber: base.serialNumber };
    return {
      ...{ key: keyOf(index), name: id, csmsUrl, config: { ...base, ...config, ...own } },
      ...(tags.length > 0 ? { tags } : {}),
      ...(relayed ? { relay: {} } : {}),
      ...(automatic === null ? {} : { automatic }),
    };
  });
}

export function readTags(text: string): string[] {
  const tags = text.split(',').map((tag) => tag.trim());
  return [...new Set(tags.filter((tag) => tag !== ''))];
}

const LONGEST_TAG = 30;

export function tagsProblem(text: string): string | null {
  const long = readTags(text).find((tag) => tag.length > LONGEST_TAG);
  return long === undefined ? null : `“${long}” is longer than ${LONGEST_TAG} characters.`;
}

/** OCPP 1.6 §6.28: an idToken has 1 to 20 characters. */
export function cardsProblem(text: string): string | null {
  const cards = readTags(text);
  if (cards.length === 0) return 'Name one card at least.';
  const long = cards.find((card) => card.length > 20);
  return long === undefined ? null : `“${long}” is longer than the 20 characters of an idTag.`;
}
