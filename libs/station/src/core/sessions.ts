// What people do at a connector: plug, unplug, present a tag, press stop, change something in the car.
import { configurationFlag, configurationNumber } from '../configuration/read.js';
import type { PlugIn } from '../config.js';
import type { CarChange } from '../input.js';
import type { Connector } from '../station.js';
import { canSend, connectorById, log, persistConnector } from '../turn.js';
import type { Turn } from '../turn.js';
import { forgetChargeEnd } from './charging.js';
import { queueCallToSend } from './outbox.js';
import { mayStart, needsParent } from './reservations.js';
import { decideLocally, sameTag } from './tag-decision.js';
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
  connector.finishing = false;
  if (connector.authorization !== null) startTransaction(turn, connector, connector.authorization, 'plug in');
  persistConnector(turn, connector);
}

/** The driver pulls the plug out of the car. */
export function unplug(turn: Turn, connectorId: number): void {
  const { station } = turn;
  const connector = knownConnector(turn, connectorId);
  if (connector === undefined || connector.car === null) return;
  const wasCharging = connector.transaction !== null;
  if (wasCharging && configurationFlag(station, 'StopTransactionOnEVSideDisconnect')) {
    stopTransaction(turn, connector, { reason: 'EVDisconnected', idTag: null }, 'unplug');
  }
  connector.car = null;
  // The cable stays locked in the station when the key says so: Finishing until it is unlocked (OCPP 1.6 §9.1).
  const staysLocked = wasCharging && !configurationFlag(station, 'UnlockConnectorOnEVSideDisconnect');
  connector.finishing = connector.transaction === null && staysLocked;
  persistConnector(turn, connector);
}

export function pressStop(turn: Turn, connectorId: number, emergency: boolean): void {
  const connector = knownConnector(turn, connectorId);
  if (connector === undefined) return;
  const reason = emergency ? 'EmergencyStop' : 'Local';
  stopTransaction(turn, connector, { reason, idTag: null }, emergency ? 'emergency stop' : 'stop button');
}

/** @param authorized the station accepts it without asking anybody */
export function presentTag(turn: Turn, idTag: string, connectorId: number | undefined, authorized: boolean): void {
  const connector = connectorId === undefined ? connectorForTag(turn, idTag) : knownConnector(turn, connectorId);
  if (connector === undefined) {
    log(turn, 'warn', `Tag ${idTag}: no connector is free`);
  } else if (sameTag(connector.transaction?.idTag, idTag)) {
    stopTransaction(turn, connector, { reason: 'Local', idTag }, 'tag');
  } else if (sameTag(connector.authorization?.idTag, idTag)) {
    connector.authorization = null;
    persistConnector(turn, connector);
  } else if (connector.finishing && connector.car === null) {
    connector.finishing = false;
    persistConnector(turn, connector);
  } else if (connector.transaction === null && (connector.status === 'Unavailable' || connector.status === 'Faulted')) {
    log(turn, 'warn', `Tag ${idTag} refused: connector ${connector.id} is ${connector.status}`);
  } else {
    const purpose = connector.transaction === null ? 'authorizeStart' : 'authorizeStop';
    if (authorized) {
      handleTagAccepted(
        turn,
        connector.id,
        { idTag, parentIdTag: null },
        purpose,
        'tag accepted by the station itself',
      );
    } else authorize(turn, connector, idTag, purpose, 'tag');
  }
}

/** Without a named connector: the one this tag charges at, else one with a waiting car, else a free one. */
function connectorForTag({ station }: Turn, idTag: string): Connector | undefined {
  const { connectors } = station;
  return (
    connectors.find(({ transaction }) => sameTag(transaction?.idTag, idTag)) ??
    connectors.find(({ status, car }) => status === 'Preparing' && car !== null) ??
    connectors.find(({ status }) => status === 'Finishing') ??
    connectors.find(({ status }) => status === 'Reserved') ??
    connectors.find(({ status }) => status === 'Available')
  );
}

/** Decides about a tag: by what the station knows, else by asking the CSMS (OCPP 1.6 §3.5, §4.1). */
export function authorize(
  turn: Turn,
  connector: Connector,
  idTag: string,
  purpose: 'authorizeStart' | 'authorizeStop',
  cause: string,
): void {
  const { station } = turn;
  const isOnline = canSend(station);
  const decision = decideLocally(station, idTag, turn.now, isOnline);
  if (decision.kind === 'refuse') {
    log(turn, 'warn', `Tag ${idTag} refused: ${decision.why}`);
  } else if (decision.kind === 'accept') {
    handleTagAccepted(turn, connector.id, { idTag, parentIdTag: decision.parentIdTag }, purpose, cause);
  } else if (
    purpose === 'authorizeStart' &&
    !mayStart(station, connector, { idTag, parentIdTag: null }) &&
    !needsParent(station, connector)
  ) {
    log(turn, 'warn', `Tag ${idTag} refused: connector ${connector.id} is reserved`);
  } else {
    queueCallToSend(turn, turn.protocol.authorize(idTag), { cause, purpose, connectorId: connector.id, idTag });
  }
}

/** The tag may charge, says the CSMS or the station's own knowledge. */
export function handleTagAccepted(
  turn: Turn,
  connectorId: number,
  tag: AcceptedTag,
  purpose: string,
  cause: string,
): void {
  const connector = connectorById(turn.station, connectorId);
  if (connector === undefined) return;
  if (purpose === 'authorizeStop') stopByOtherTag(turn, connector, tag);
  else if (connector.transaction === null) acceptTag(turn, connector, tag, cause);
}

/** A tag that may charge: starts at once when a car is there, else waits for it (ConnectionTimeOut). */
export function acceptTag(turn: Turn, connector: Connector, tag: AcceptedTag, cause: string): void {
  const { station, now } = turn;
  if (!mayStart(station, connector, tag)) {
    log(turn, 'warn', `Tag ${tag.idTag} refused: connector ${connector.id} is reserved`);
    return;
  }
  if (!connector.available || connector.fault?.blocking === true || station.main.fault?.blocking === true) {
    log(turn, 'warn', `Tag ${tag.idTag} refused: connector ${connector.id} is out of service`);
    return;
  }
  if (connector.car !== null) {
    startTransaction(turn, connector, tag, cause);
    return;
  }
  const waitMs = configurationNumber(station, 'ConnectionTimeOut') * 1000;
  const expiresAt = waitMs > 0 ? now + waitMs : Infinity;
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
  connector.remoteProfile = null;
  persistConnector(turn, connector);
}

export function changeCar(turn: Turn, change: { connectorId: number } & CarChange): void {
  const connector = knownConnector(turn, change.connectorId);
  const car = connector?.car;
  if (connector === undefined || car == null) return;
  if (change.targetSocPercent !== undefined) car.targetSocPercent = clampPercent(change.targetSocPercent);
  if (change.socPercent !== undefined) car.socPercent = clampPercent(change.socPercent);
  if (change.paused !== undefined) car.paused = change.paused;
  if (change.chargingCurve !== undefined) car.car = { ...car.car, chargingCurve: change.chargingCurve };
  forgetChargeEnd(connector);
  persistConnector(turn, connector);
}

export type UnlockOutcome = 'Unlocked' | 'UnlockFailed' | 'NotSupported';

/** UnlockConnector (OCPP 1.6 §5.18): ends a transaction first; an unknown connector is NotSupported. */
export function unlockConnector(turn: Turn, connectorId: number): UnlockOutcome {
  const connector = connectorById(turn.station, connectorId);
  if (connector === undefined) return 'NotSupported';
  stopTransaction(turn, connector, { reason: 'UnlockCommand', idTag: null }, 'UnlockConnector');
  persistConnector(turn, connector);
  if (connector.lockStuck) return 'UnlockFailed';
  if (connector.car === null) connector.finishing = false;
  return 'Unlocked';
}

function knownConnector(turn: Turn, connectorId: number): Connector | undefined {
  const connector = connectorById(turn.station, connectorId);
  if (connector === undefined) log(turn, 'error', `This station has no connector ${connectorId}`);
  return connector;
}

function clampPercent(value: number): number {
  return Number.isFinite(value) ? Math.min(100, Math.max(0, value)) : 0;
}

/** The station stops offering power, or offers it again: SuspendedEVSE. */
export function pauseByStation(turn: Turn, connectorId: number, paused: boolean): void {
  const connector = knownConnector(turn, connectorId);
  if (connector === undefined) return;
  connector.pausedByStation = paused;
  persistConnector(turn, connector);
}
