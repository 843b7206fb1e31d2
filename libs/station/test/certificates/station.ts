// The station that the certificates of this folder were made for.
export const stationSubject = { commonName: 'CS-0001', organization: 'Example CPO' };
export const stationKeySeed = 20_260_101;

/** A linear congruential generator: enough for test keys. */
export function testRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
