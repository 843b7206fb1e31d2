// What people do at a connector: plug, unplug, present a tag, press stop, change something in the car.
import { configurationFlag, configurationNumber } from '../configuration.js';
import type { PlugIn } from '../config.js';
import type { Connector } from '../station.js';
import { connectorById, log, persistConnector } from '../turn.js';
import type { Turn } from '../turn.js';
import { queueCallToSend } from './outbox.js';
import { startTransaction, stopTransaction } from './transactions.js';
import type { AcceptedTag } from './transactions.js';

export function plugIn(turn: Turn, connectorId: number, plug: PlugIn): void {
  const connector = knownConnector(turn, connectorId);
  if (connector === undefined) return;
  if (connector.car !== null) {
    log(turn, 'warn', `Connector ${connectorId} already has a car`);
    return;
  }
  const targetSocPercent = clampPercent(plug.targetSocPercent ?? 100);
  connector.car = { car: plug.car, socPercent: clampPercent(plug.socPercent), targetSocPercent, paused: false };
  if (connector.authorization !== null) startTransaction(turn, connector, connector.authorization, 'plug in');
  persistConnector(turn, connector);
}

export function unplug(turn: Turn, connectorId: number): void {
  const connector = knownConnector(turn, connectorId);
  if (connector === undefined || connector.car === null) return;
  if (connector.transaction !== null && configurationFlag(turn.station, 'StopTransactionOnEVSideDisconnect')) {
    stopTransaction(turn, connector, { reason: 'EVDisconnected', idTag: null }, 'unplug');
  }
  connector.car = null;
  connector.finishing = false;
  persistConnector(turn, connector);
}

export function pressStop(turn: Turn, connectorId: number): void {
  const connector = knownConnector(turn, connectorId);
  if (connector?.transaction == null) return;
  stopTransaction(turn, connector, { reason: 'Local', idTag: null }, 'stop button');
}

export function presentTag(turn: Turn, idTag: string, connectorId: number | undefined): void {
  const connector = connectorId === undefined ? connectorForTag(turn, idTag) : knownConnector(turn, connectorId);
  if (connector === undefined) {
    log(turn, 'warn', `Tag ${idTag}: no connector is free`);
    return;
  }
  if (connector.transaction?.idTag === idTag) {
    stopTransaction(turn, connector, { reason: 'Local', idTag }, 'tag');
  } else if (connector.authorization?.idTag === idTag) {
    connector.authorization = null;
    persistConnector(turn, connector);
  } else {
    authorize(turn, connector, idTag, connector.transaction === null ? 'authorizeStart' : 'authorizeStop');
  }
}

/** Without a named connector: the one this tag charges at, else one with a waiting car, else a free one. */
function connectorForTag(turn: Turn, idTag: string): Connector | undefined {
  const { connectors } = turn.station;
  return (
    connectors.find((connector) => connector.transaction?.idTag === idTag) ??
    connectors.find(({ status, car }) => status === 'Preparing' && car !== null) ??
    connectors.find(({ status }) => status === 'Finishing') ??
    connectors.find(({ status }) => status === 'Available')
  );
}

export function authorize(
  turn: Turn,
  connector: Connector,
  idTag: string,
  purpose: 'authorizeStart' | 'authorizeStop',
  cause = 'tag',
): void {
  const { station } = turn;
  if (station.connection.state !== 'open' || station.registration !== 'accepted') {
    // OCPP 1.6 §3.5: offline, an unknown tag is not accepted (AllowOfflineTxForUnknownId is off).
    log(turn, 'warn', `Tag ${idTag} refused: the CSMS cannot be asked`);
    return;
  }
  queueCallToSend(turn, turn.protocol.authorize(idTag), { cause, purpose, connectorId: connector.id, idTag });
}

/** The CSMS accepted the tag. */
export function handleTagAccepted(turn: Turn, connectorId: number, tag: AcceptedTag, purpose: string): void {
  const connector = connectorById(turn.station, connectorId);
  if (connector === undefined) return;
  if (purpose === 'authorizeStop') {
    stopByOtherTag(turn, connector, tag);
  } else if (connector.transaction === null) {
    acceptTag(turn, connector, tag, 'tag');
  }
}

/** A tag that may charge: starts at once when a car is there, else waits for it (ConnectionTimeOut). */
export function acceptTag(turn: Turn, connector: Connector, tag: AcceptedTag, cause: string): void {
  if (connector.car !== null) {
    startTransaction(turn, connector, tag, cause);
    return;
  }
  const waitMs = configurationNumber(turn.station, 'ConnectionTimeOut') * 1000;
  const expiresAt = waitMs > 0 ? turn.now + waitMs : Infinity;
  connector.authorization = { idTag: tag.idTag, parentIdTag: tag.parentIdTag, expiresAt };
  persistConnector(turn, connector);
}

/** OCPP 1.6 §4.1: another tag stops a transaction only when both have the same parent. */
function stopByOtherTag(turn: Turn, connector: Connector, tag: AcceptedTag): void {
  const parent = connector.transaction?.parentIdTag ?? null;
  if (parent !== null && parent === tag.parentIdTag) {
    stopTransaction(turn, connector, { reason: 'Local', idTag: tag.idTag }, 'tag of the same group');
  } else {
    log(turn, 'warn', `Tag ${tag.idTag} may not stop the transaction on connector ${connector.id}`);
  }
}

export function expireAuthorization(turn: Turn, connector: Connector): void {
  if (connector.authorization === null || connector.authorization.expiresAt > turn.now) return;
  log(turn, 'info', `Tag ${connector.authorization.idTag}: no car within ConnectionTimeOut`);
  connector.authorization = null;
  persistConnector(turn, connector);
}

export function changeCar(
  turn: Turn,
  change: { connectorId: number; targetSocPercent?: number; paused?: boolean; socPercent?: number },
): void {
  const connector = knownConnector(turn, change.connectorId);
  const car = connector?.car;
  if (connector === undefined || car == null) return;
  if (change.targetSocPercent !== undefined) car.targetSocPercent = clampPercent(change.targetSocPercent);
  if (change.socPercent !== undefined) car.socPercent = clampPercent(change.socPercent);
  if (change.paused !== undefined) car.paused = change.paused;
  connector.chargeEndsAt = 0;
  persistConnector(turn, connector);
}

function knownConnector(turn: Turn, connectorId: number): Connector | undefined {
  const connector = connectorById(turn.station, connectorId);
  if (connector === undefined) log(turn, 'error', `This station has no connector ${connectorId}`);
  return connector;
}

function clampPercent(value: number): number {
  return Number.isFinite(value) ? Math.min(100, Math.max(0, value)) : 0;
}
