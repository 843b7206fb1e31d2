import { expect, it } from '@jest/globals';
import { readWireTexts, wireProblem, wireTexts } from './wire-fields.js';

it('shows a sound wire as zeros, and takes zeros as a sound wire', () => {
  const texts = wireTexts(null);
  expect(new Set(Object.values(texts))).toEqual(new Set(['0']));
  expect(readWireTexts(texts)).toBeNull();
});

it('shows probabilities in percent, and reads them back as they were', () => {
  const texts = { ...wireTexts(null), latencyMs: '200', drop: '12,5', duplicateReceived: '100' };
  const faults = readWireTexts(texts)!;
  expect(faults).toMatchObject({ latencyMs: 200, jitterMs: 0, drop: 0.125, duplicateReceived: 1 });
  expect(wireTexts(faults)).toEqual({ ...texts, drop: '12.5' });
});

it.each([
  ['drop', '101', 'Must be 0 to 100'],
  ['drop', 'often', 'Type a number'],
  ['latencyMs', '1.5', 'Type a whole number'],
  ['latencyMs', '-1', 'Must be 0 to 60000'],
] as const)('%s “%s”: %s, and nothing is applied', (name, text, problem) => {
  const texts = { ...wireTexts(null), [name]: text };
  expect(wireProblem(texts, name)).toBe(problem);
  expect(readWireTexts(texts)).toBeUndefined();
});
