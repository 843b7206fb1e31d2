import { describe, expect, it } from '@jest/globals';
import { addSample, MAX_SAMPLES, noSamples, parseSamples } from './samples.js';

const sample = (at: number, powerW = 11_000) => ({
  at,
  powerW,
  offeredW: 22_000,
  wantedW: 11_000,
  socPercent: 50,
  limit: '',
});

describe('the samples behind the chart', () => {
  it('keeps about one a second', () => {
    const samples = noSamples();
    for (let at = 0; at <= 10_000; at += 250) addSample(samples, sample(at));
    expect(samples.at.length).toBeGreaterThanOrEqual(9);
    expect(samples.at.length).toBeLessThanOrEqual(15);
    expect(samples.at.at(-1)).toBe(10);
  });

  it('keeps both sides of a jump', () => {
    const samples = noSamples();
    addSample(samples, sample(0, 0));
    addSample(samples, sample(1000, 0));
    addSample(samples, sample(1100, 0));
    addSample(samples, sample(1200, 11_000));
    expect(samples.powerKw).toEqual([0, 0, 0, 11]);
  });

  it('ignores what is not newer', () => {
    const samples = noSamples();
    expect(addSample(samples, sample(1000))).toBe(true);
    expect(addSample(samples, sample(1000))).toBe(false);
    expect(addSample(samples, sample(500))).toBe(false);
  });

  it('stays bounded over a day, with the first and the newest sample kept and times ascending', () => {
    const samples = noSamples();
    for (let second = 0; second < 86_400; second++) addSample(samples, sample(second * 1000));
    expect(samples.at.length).toBeLessThanOrEqual(MAX_SAMPLES);
    expect([samples.at[0], samples.at.at(-1)]).toEqual([0, 86_399]);
    expect(samples.at.every((at, index) => index === 0 || at > (samples.at[index - 1] ?? Infinity))).toBe(true);
    expect(samples.socPercent).toHaveLength(samples.at.length);
  });

  it('keeps the moment at which another limit wins, and what an older release stored', () => {
    const samples = noSamples();
    addSample(samples, sample(0));
    addSample(samples, sample(1000));
    addSample(samples, { ...sample(1100), limit: 'TxProfile 3' });
    addSample(samples, { ...sample(1200), limit: 'TxProfile 3' });
    expect(samples.limit).toEqual(['', '', 'TxProfile 3']);
    const { limit: _limit, ...older } = samples;
    expect(parseSamples(older)).toEqual({ ...samples, limit: ['', '', ''] });
  });

  it('takes back only what it wrote', () => {
    const samples = noSamples();
    addSample(samples, sample(1000));
    expect(parseSamples(JSON.parse(JSON.stringify(samples)))).toEqual(samples);
    for (const broken of [null, 3, {}, { ...samples, at: [1, 2] }, { ...samples, powerKw: ['x'] }]) {
      expect(parseSamples(broken)).toBeNull();
    }
  });
});
