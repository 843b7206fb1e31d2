// A generator for each station, from the fleet's seed: the same fleet every time, however it is split up.

export interface SeededRandom {
  state: number;
}

/** @param index of the station, from 0 */
export function seededRandom(seed: number, index: number): SeededRandom {
  return { state: mixed((seed ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0) };
}

/** 0 ≤ x < 1 (mulberry32). */
export function nextRandom(random: SeededRandom): number {
  random.state = (random.state + 0x6d2b79f5) >>> 0;
  return mixed(random.state) / 2 ** 32;
}

/** A 32-bit unsigned integer. */
export function nextInteger(random: SeededRandom): number {
  return Math.floor(nextRandom(random) * 2 ** 32);
}

function mixed(state: number): number {
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return (t ^ (t >>> 14)) >>> 0;
}
