/** What mysql2 says when there is no server, or none that writes: nothing is wrong with the statement itself. */
const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'ER_SERVER_SHUTDOWN',
  'ER_NORMAL_SHUTDOWN',
  'ER_CONNECTION_KILLED',
  'ER_CON_COUNT_ERROR',
  // A primary that is being replaced by another one is read-only.
  'ER_OPTION_PREVENTS_STATEMENT',
]);

/** Whether the database could not be reached: the same will work later. */
export function isDatabaseAway(error: unknown): boolean {
  for (let inner: unknown = error, depth = 0; inner instanceof Error && depth < 5; depth += 1) {
    const { code, message, driverError, cause } = inner as Error & { code?: unknown; driverError?: unknown };
    if (AWAY.has(String(code)) || /connection is in closed state|Pool is closed/.test(message)) return true;
    inner = driverError ?? cause;
  }
  return false;
}
