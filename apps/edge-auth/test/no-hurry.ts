// The limits of time for the identity provider are made for CloudFront. Here it stands in the same process: a machine that stands
// still for a moment would run into them, and no spec is about that.
import { afterAll, beforeAll } from '@jest/globals';

/** Requests of the function wait for their answer as long as it takes, in all tests of a spec. */
export function withoutHurry(): void {
  // No mock of jest's: specs restore those after each test.
  const original = AbortSignal.timeout.bind(AbortSignal);
  beforeAll(() => {
    AbortSignal.timeout = () => new AbortController().signal;
  });
  afterAll(() => {
    AbortSignal.timeout = original;
  });
}
