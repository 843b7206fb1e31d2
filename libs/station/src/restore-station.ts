// The stored state: its parts, and how a station is put together from them again.
import { createRpcSession } from '@simulator/ocpp';
import { createStation, LAYOUT } from './create-station.js';
import type { StatePart } from './output.js';
import type { Connector, Station } from './station.js';

/** Every part that makes up the stored state of this station. */
export function statePartsOf(station: Station): StatePart[] {
  const connectors = station.connectors.map((connector): StatePart => `connector:${connector.id}`);
  return ['station', 'queue', 'authorization', 'profiles', 'certificates', ...connectors];
}

/** What is stored in parts of its own, or lives only as long as the connection. */
const keptApart = {
  connectors: undefined,
  transactionMessages: undefined,
  rpc: undefined,
  authorization: undefined,
  profiles: undefined,
  certificates: undefined,
  heldFrames: [],
};

/** One part of the state as plain data, to be serialised at once: it refers to the living station. */
export function persistedPart(station: Station, part: StatePart): unknown {
  switch (part) {
    case 'station': {
      return { ...station, ...keptApart };
    }
    case 'queue':
      return station.transactionMessages;
    case 'authorization':
      return station.authorization;
    case 'profiles':
      return station.profiles;
    case 'certificates':
      return station.certificates;
    default:
      return station.connectors[Number(part.slice('connector:'.length)) - 1];
  }
}

/** Layout n → layout n + 1, over all parts. */
const migrations: Record<number, (parts: Record<string, unknown>) => Record<string, unknown>> = {};

/**
 * Puts a station together from its stored parts (as JSON gave them back). Give it `restored` next.
 * @throws Error that says what is wrong with the parts; nothing is changed then.
 */
export function restoreStation(stored: Record<string, unknown>, now: number): Station {
  const parts = migrate(stored);
  const core = parts['station'] as Station;
  const fresh = createStation(core.config, now);
  const connectors = fresh.connectors.map((connector) => {
    const part = parts[`connector:${connector.id}`] as Connector | undefined;
    return part === undefined ? connector : { ...connector, ...part };
  });
  const transactionMessages = parts['queue'] ?? [];
  if (!Array.isArray(transactionMessages)) throw new Error('The stored part "queue" is not a list');
  const station: Station = {
    ...fresh,
    ...core,
    rpc: createRpcSession(),
    connectors,
    transactionMessages: transactionMessages as Station['transactionMessages'],
    authorization: (parts['authorization'] as Station['authorization'] | undefined) ?? fresh.authorization,
    certificates: (parts['certificates'] as Station['certificates'] | undefined) ?? null,
    profiles: (parts['profiles'] as Station['profiles'] | undefined) ?? fresh.profiles,
  };
  const isOff = core.connection.state === 'off';
  station.connection = { ...fresh.connection, state: isOff ? 'off' : 'waiting' };
  return reviveNever(station);
}

function migrate(stored: Record<string, unknown>): Record<string, unknown> {
  let parts = stored;
  for (;;) {
    const core = parts['station'] as Partial<Station> | undefined;
    if (typeof core !== 'object' || core === null || typeof core.config !== 'object') {
      throw new Error('The stored state has no part "station"');
    }
    if (core.layout === LAYOUT) return parts;
    const migration = migrations[core.layout ?? 0];
    if (migration === undefined) {
      throw new Error(`The stored state has layout ${String(core.layout)}; this release reads layout ${LAYOUT}`);
    }
    parts = migration(parts);
  }
}

/** JSON has no Infinity: it comes back as null, wherever "never" was meant. */
function reviveNever(station: Station): Station {
  const never = <K extends string>(holder: Record<K, number | null>, ...keys: K[]): void => {
    for (const key of keys) holder[key] ??= Infinity;
  };
  never(station, 'bootAt', 'heartbeatAt', 'alignedAt', 'powerOnAt', 'profilesChangeAt', 'shareAgainAt');
  never(station.connection, 'retryAt');
  for (const job of [station.jobs.firmware, station.jobs.diagnostics, station.jobs.log]) if (job) never(job, 'nextAt');
  for (const connector of station.connectors) {
    never(connector, 'chargeEndsAt', 'sampleAt');
    if (connector.authorization) never(connector.authorization, 'expiresAt');
  }
  return station;
}
