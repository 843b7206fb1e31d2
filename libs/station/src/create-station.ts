import { createRpcSession } from '@simulator/ocpp';
import type { StationConfig, ConnectorConfig } from './config.js';
import type { StatePart } from './output.js';
import type { Connector, Station } from './station.js';

const LAYOUT: number = 1;

/** A new station, switched off: give it `poweredOn` next. The config is kept by reference and never changed. */
export function createStation(config: StationConfig, now: number): Station {
  return {
    layout: 1,
    config,
    random: config.seed >>> 0,
    sequence: 0,
    messageNumber: 0,
    lastLocalId: 0,
    connection: { state: 'off', retryAt: Infinity, attempts: 0, openedAt: 0, lastFailure: null },
    registration: 'none',
    bootAt: Infinity,
    heartbeatAt: Infinity,
    latencyMs: null,
    configuration: { ...config.configuration },
    rpc: createRpcSession(),
    transactionMessages: [],
    transactionIds: {},
    connectors: config.connectors.map((connector, index) => createConnector(connector, index + 1, now)),
  };
}

function createConnector(config: ConnectorConfig, id: number, now: number): Connector {
  return {
    id,
    car: null,
    authorization: null,
    transaction: null,
    finishing: false,
    registerWh: 0,
    flow: {
      powerW: 0,
      voltageV: config.current === 'AC' ? config.voltageV : 0,
      currentA: 0,
      phases: config.current === 'AC' ? config.phases : 0,
    },
    wantedW: 0,
    offeredW: 0,
    limitW: 0,
    status: 'Available',
    reportedStatus: null,
    statusSince: now,
    integratedUntil: now,
    chargeEndsAt: Infinity,
    sampleAt: Infinity,
    history: [],
  };
}

/** Every part that makes up the stored state of this station. */
export function statePartsOf(station: Station): StatePart[] {
  return ['station', 'queue', ...station.connectors.map((connector): StatePart => `connector:${connector.id}`)];
}

/** One part of the state as plain data, to be serialised at once: it refers to the living station. */
export function persistedPart(station: Station, part: StatePart): unknown {
  if (part === 'queue') return station.transactionMessages;
  if (part === 'station') {
    const { connectors: _connectors, transactionMessages: _messages, rpc: _rpc, ...core } = station;
    return core;
  }
  return station.connectors[Number(part.slice('connector:'.length)) - 1];
}

/**
 * Puts a station together from its stored parts. Give it `restored` next.
 * @throws Error that says what is wrong with the parts; nothing is changed then.
 */
export function restoreStation(parts: Record<string, unknown>, now: number): Station {
  const core = parts['station'] as Station | undefined;
  if (typeof core !== 'object' || core === null || typeof core.config !== 'object') {
    throw new Error('The stored state has no part "station"');
  }
  if (core.layout !== LAYOUT) {
    throw new Error(`The stored state has layout ${String(core.layout)}; this release reads layout ${String(LAYOUT)}`);
  }
  const fresh = createStation(core.config, now);
  const connectors = fresh.connectors.map((connector) => {
    const stored = parts[`connector:${connector.id}`] as Connector | undefined;
    return stored === undefined ? connector : { ...connector, ...stored };
  });
  const transactionMessages = (parts['queue'] as Station['transactionMessages'] | undefined) ?? [];
  if (!Array.isArray(transactionMessages)) throw new Error('The stored part "queue" is not a list');
  const station: Station = { ...fresh, ...core, connectors, transactionMessages };
  station.connection = { ...fresh.connection, state: core.connection.state === 'off' ? 'off' : 'waiting' };
  return reviveNumbers(station);
}

/** JSON has no Infinity: it comes back as null, wherever "never" was meant. */
function reviveNumbers(station: Station): Station {
  station.bootAt ??= Infinity;
  station.heartbeatAt ??= Infinity;
  station.connection.retryAt ??= Infinity;
  for (const connector of station.connectors) {
    connector.chargeEndsAt ??= Infinity;
    connector.sampleAt ??= Infinity;
    if (connector.authorization) connector.authorization.expiresAt ??= Infinity;
  }
  return station;
}
