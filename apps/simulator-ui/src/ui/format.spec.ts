import { describe, expect, it } from '@jest/globals';
import { bytesText, duration, kilowattHours, kilowatts, latency, roughDuration } from './format.js';

describe('figures', () => {
  it('gives power three significant places', () => {
    expect([0, 3680, 11_040, 142_300].map(kilowatts)).toEqual(['0.00', '3.68', '11.0', '142']);
  });

  it('gives energy to the watt-hour', () => {
    expect([0, 1234, 52_000.4].map(kilowattHours)).toEqual(['0.000 kWh', '1.234 kWh', '52.000 kWh']);
  });

  it('gives room in units that people read', () => {
    expect([0, 999, 1_500, 204_800, 5_000_000, 2.5e12].map(bytesText)).toEqual([
      '0 B',
      '999 B',
      '1.5 kB',
      '205 kB',
      '5.0 MB',
      '2.5 TB',
    ]);
  });

  it('gives durations as clocks show them', () => {
    expect([0, 65_000, 3_723_000, -5].map(duration)).toEqual(['0:00', '1:05', '1:02:03', '0:00']);
    expect([4_100, 180_000, 7_500_000, 7_200_000].map(roughDuration)).toEqual(['5 s', '3 min', '2 h 5 min', '2 h']);
    expect([12.4, 1432].map(latency)).toEqual(['12 ms', '1.4 s']);
  });
});
