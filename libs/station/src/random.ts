import type { Station } from './station.js';

/** The next random number of the station's own seeded generator, 0 ≤ x < 1 (mulberry32). */
export function nextRandom(station: Station): number {
  station.random = (station.random + 0x6d2b79f5) >>> 0;
  let t = station.random;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
