// What every log line says about where it comes from: the HTTP request, or the message of a station, within which it is written.
import { AsyncLocalStorage } from 'node:async_hooks';

type Fields = Record<string, unknown>;

const storage = new AsyncLocalStorage<Fields>();

/** Runs this, and all that it starts, with these fields in its log lines. */
export function inLogContext<Result>(fields: Fields, run: () => Result): Result {
  return storage.run({ ...storage.getStore(), ...fields }, run);
}

/** The fields of here and now, as an object of the caller's own. */
export const logContext = (): Fields => ({ ...storage.getStore() });
