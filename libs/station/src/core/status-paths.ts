// The transitions of OCPP 1.6 §4.9, and the way between two statuses that are not neighbours in that table.
import type { ConnectorStatus } from '../station.js';

/** What may follow each status directly (the table of OCPP 1.6 §4.9, rows A to I). */
export const allowedTransitions: Readonly<Record<ConnectorStatus, readonly ConnectorStatus[]>> = {
  Available: ['Preparing', 'Charging', 'SuspendedEV', 'SuspendedEVSE', 'Reserved', 'Unavailable', 'Faulted'],
  Preparing: ['Available', 'Charging', 'SuspendedEV', 'SuspendedEVSE', 'Finishing', 'Faulted'],
  Charging: ['Available', 'SuspendedEV', 'SuspendedEVSE', 'Finishing', 'Unavailable', 'Faulted'],
  SuspendedEV: ['Available', 'Charging', 'SuspendedEVSE', 'Finishing', 'Unavailable', 'Faulted'],
  SuspendedEVSE: ['Available', 'Charging', 'SuspendedEV', 'Finishing', 'Unavailable', 'Faulted'],
  Finishing: ['Available', 'Preparing', 'Unavailable', 'Faulted'],
  Reserved: ['Available', 'Preparing', 'Unavailable', 'Faulted'],
  Unavailable: ['Available', 'Preparing', 'Charging', 'SuspendedEV', 'SuspendedEVSE', 'Faulted'],
  Faulted: [
    'Available',
    'Preparing',
    'Charging',
    'SuspendedEV',
    'SuspendedEVSE',
    'Finishing',
    'Reserved',
    'Unavailable',
  ],
};

/** The statuses to report on the way from one to the other, the last one included: the shortest way of the table. */
export function statusPath(from: ConnectorStatus, to: ConnectorStatus): readonly ConnectorStatus[] {
  const key = `${from}>${to}`;
  let path = paths.get(key);
  if (path === undefined) paths.set(key, (path = shortestPath(from, to)));
  return path;
}

const paths = new Map<string, readonly ConnectorStatus[]>();

function shortestPath(from: ConnectorStatus, to: ConnectorStatus): readonly ConnectorStatus[] {
  const queue: ConnectorStatus[][] = [[from]];
  for (let way = queue.shift(); way !== undefined; way = queue.shift()) {
    const last = way[way.length - 1]!;
    if (last === to) return way.slice(1);
    // Never by way of a fault or a charge that did not happen.
    const next = [to, 'Preparing' as const, 'Available' as const].filter((status) =>
      allowedTransitions[last].includes(status),
    );
    queue.push(...next.filter((status) => !way.includes(status)).map((status) => [...way, status]));
  }
  return [to];
}
