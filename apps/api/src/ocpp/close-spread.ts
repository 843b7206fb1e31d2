// Closes many connections without making a crowd of those who come back.
import type { StationConnection } from './station-connection.js';

const BATCH_INTERVAL_MS = 50;
/** At the least: a few connections do not need the whole time. */
const MS_PER_CONNECTION = 20;
/** A CALL that stays unanswered for longer does not hold up the close. */
const PENDING_TIMEOUT_MS = 5_000;

export interface Spread {
  /** Over so long the closes are spread. */
  spreadMs: number;
  /** When the last one must be closed. */
  deadlineAt: number;
}

/** Closes each connection at a random moment of the time, in batches, when its pending CALLs are answered. */
export async function closeSpread(
  connections: readonly StationConnection[],
  { spreadMs, deadlineAt }: Spread,
  close: (connection: StationConnection) => void,
): Promise<void> {
  const startedAt = Date.now();
  const spanMs = Math.min(spreadMs, connections.length * MS_PER_CONNECTION, Math.max(0, deadlineAt - startedAt));
  const waiting = connections
    .map((connection) => ({ connection, at: startedAt + Math.random() * spanMs }))
    .sort((a, b) => b.at - a.at);
  const closing: Promise<void>[] = [];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    while (next.at > Date.now()) await delay(Math.min(BATCH_INTERVAL_MS, next.at - Date.now()));
    closing.push(closeWhenIdle(next.connection, deadlineAt, close));
  }
  await Promise.all(closing);
}

async function closeWhenIdle(
  connection: StationConnection,
  deadlineAt: number,
  close: (connection: StationConnection) => void,
): Promise<void> {
  if (!connection.isOpen) return;
  let patience: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    patience = setTimeout(resolve, Math.max(0, Math.min(PENDING_TIMEOUT_MS, deadlineAt - Date.now())));
  });
  await Promise.race([connection.idle(), timeout]);
  clearTimeout(patience);
  close(connection);
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(1, ms)));
