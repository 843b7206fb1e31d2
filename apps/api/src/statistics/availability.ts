// The share of time in which connectors could be used, by day, from the statuses that they had.

export interface StatusChange {
  /** Names one connector of one station. */
  connector: string;
  status: string;
  at: Date;
}

const OUT_OF_ORDER = new Set(['Faulted', 'Unavailable']);
const DAY_MS = 86_400_000;

/**
 * By UTC day (`2026-01-31`), from 0 to 1, over all connectors. Time before a connector's first status counts for nothing, and
 * a day of which nothing is known is absent.
 * @param changes in the order of time, each connector's last one before `from` included
 * @param to nothing is known of what comes after it
 */
export function availabilityByDay(changes: Iterable<StatusChange>, from: Date, to: Date): Map<string, number> {
  const days = new Map<string, { knownMs: number; usableMs: number }>();
  const latest = new Map<string, StatusChange>();
  const account = ({ status, at }: StatusChange, end: Date): void => {
    for (let start = Math.max(at.getTime(), from.getTime()); start < end.getTime();) {
      const midnight = (Math.floor(start / DAY_MS) + 1) * DAY_MS;
      const stop = Math.min(midnight, end.getTime());
      const day = new Date(start).toISOString().slice(0, 10);
      const sums = days.get(day) ?? { knownMs: 0, usableMs: 0 };
      sums.knownMs += stop - start;
      if (!OUT_OF_ORDER.has(status)) sums.usableMs += stop - start;
      days.set(day, sums);
      start = stop;
    }
  };
  for (const change of changes) {
    const before = latest.get(change.connector);
    if (before !== undefined) account(before, change.at);
    latest.set(change.connector, change);
  }
  for (const change of latest.values()) account(change, to);
  return new Map([...days].map(([day, { knownMs, usableMs }]) => [day, usableMs / knownMs]));
}
