import type { CallError } from '@simulator/ocpp';

/** Thrown by a handler whose request must be answered with a CALLERROR. */
export class Refusal extends Error {
  constructor(readonly error: CallError) {
    super(error.errorDescription);
  }
}
