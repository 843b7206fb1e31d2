// A transaction from its start to its end, on the station's side (OCPP 1.6 §3.6, §4.8, §4.10).
import { configurationFlag, configurationList, configurationNumber } from '../configuration/read.js';
import type { Connector, FinishedTransaction, Transaction } from '../station.js';
import { log, persist, persistConnector } from '../turn.js';
import type { StopDetails, Turn } from '../turn.js';
import { applyScheduledAvailability } from './availability.js';
import { forgetChargeEnd, hasAllowance } from './charging.js';
import { keepForStop, scheduleSample } from './meter-values.js';
import { queueStoredMessage } from './outbox.js';
import { cancelReservation, reservationUsedBy } from './reservations.js';
import { capabilitiesOf } from './site.js';
import { dropTransactionProfiles, installProfile } from '../smart-charging/index.js';

const HISTORY_KEPT = 10;

/** The energy register as messages carry it: whole Wh, rounded down, so that no later figure is smaller. */
export function meterWh(connector: Connector): number {
  return Math.floor(connector.registerWh + 1e-6);
}

export interface AcceptedTag {
  idTag: string;
  parentIdTag: string | null;
}

/** Cable in and tag accepted: the transaction begins. */
export function startTransaction(turn: Turn, connector: Connector, tag: AcceptedTag, cause: string): void {
  const { station, now } = turn;
  station.lastLocalId += 1;
  const transaction: Transaction = {
    localId: station.lastLocalId,
    transactionId: null,
    idTag: tag.idTag,
    parentIdTag: tag.parentIdTag,
    startedAt: now,
    meterStartWh: meterWh(connector),
    socStartPercent: connector.car?.socPercent ?? 0,
    authorized: true,
    energyEndsAtWh: null,
    stopData: [],
  };
  const reservation = reservationUsedBy(station, connector.id, tag);
  connector.transaction = transaction;
  connector.authorization = null;
  connector.finishing = false;
  connector.sampledRegisterWh = connector.registerWh;
  const { localId } = transaction;
  const payload = turn.protocol.startTransaction(station, connector, transaction, reservation);
  queueStoredMessage(turn, { kind: 'start', connectorId: connector.id, localId, payload, cause });
  if (reservation !== null) cancelReservation(turn, reservation.reservationId);
  installRemoteProfile(turn, connector, transaction);
  keepForStop(turn, connector, configurationList(station, 'StopTxnSampledData'), 'Transaction.Begin');
  connector.sampleAt = Infinity;
  scheduleSample(turn, connector);
  persist(turn, 'station');
  persistConnector(turn, connector);
}

/** The TxProfile of the RemoteStartTransaction that led to this transaction (OCPP 1.6 §5.16.2). */
function installRemoteProfile({ station, now, outputs }: Turn, connector: Connector, transaction: Transaction): void {
  const profile = connector.remoteProfile;
  connector.remoteProfile = null;
  if (profile === null) return;
  const context = { now: now + station.clock.offsetMs, capabilities: capabilitiesOf(station), transaction };
  installProfile(station.profiles, connector.id, profile, context);
  outputs.push({ type: 'persist', part: 'profiles' });
}

export interface StartedTag {
  status: string;
  parentIdTag: string | null;
}

/** The CSMS answered StartTransaction. A refused tag ends the transaction or its energy (StopTransactionOnInvalidId). */
export function handleTransactionStarted(turn: Turn, localId: number, transactionId: number, tag: StartedTag): void {
  const { station } = turn;
  const connector = station.connectors.find((candidate) => candidate.transaction?.localId === localId);
  station.transactionIds[localId] = transactionId;
  persist(turn, 'station');
  for (const { history } of station.connectors) {
    const finished = history.find((entry) => entry.localId === localId);
    if (finished) finished.transactionId = transactionId;
  }
  if (!connector?.transaction) return;
  connector.transaction.transactionId = transactionId;
  if (tag.parentIdTag !== null) connector.transaction.parentIdTag = tag.parentIdTag;
  if (tag.status !== 'Accepted') refuseTransaction(turn, connector, connector.transaction, tag.status);
  persistConnector(turn, connector);
}

/** OCPP 1.6 §4.8: a tag that the CSMS refuses after the start; MaxEnergyOnInvalidId may grant it some energy still. */
function refuseTransaction(turn: Turn, connector: Connector, transaction: Transaction, status: string): void {
  log(turn, 'warn', `The CSMS answered StartTransaction on connector ${connector.id} with ${status}`);
  transaction.authorized = false;
  const allowanceWh = configurationNumber(turn.station, 'MaxEnergyOnInvalidId');
  if (allowanceWh > 0) {
    transaction.energyEndsAtWh = transaction.meterStartWh + allowanceWh;
    forgetChargeEnd(connector);
  }
  endRefused(turn, connector);
}

/** Ends a refused transaction once its allowance is used up, where StopTransactionOnInvalidId asks for it. */
export function endRefused(turn: Turn, connector: Connector): void {
  const { transaction } = connector;
  if (transaction === null || transaction.authorized || hasAllowance(connector)) return;
  if (!configurationFlag(turn.station, 'StopTransactionOnInvalidId')) return;
  stopTransaction(turn, connector, { reason: 'DeAuthorized', idTag: null }, 'tag refused by the CSMS');
}

export function stopTransaction(turn: Turn, connector: Connector, stop: StopDetails, cause: string): void {
  const { transaction } = connector;
  if (transaction === null) return;
  const { station, now } = turn;
  keepForStop(turn, connector, configurationList(station, 'StopTxnSampledData'), 'Transaction.End');
  const payload = turn.protocol.stopTransaction(station, connector, transaction, stop, now);
  const { localId } = transaction;
  queueStoredMessage(turn, { kind: 'stop', connectorId: connector.id, localId, payload, cause });
  if (dropTransactionProfiles(station.profiles, localId) > 0) persist(turn, 'profiles');
  connector.history.push(finished(connector, transaction, stop, now));
  if (connector.history.length > HISTORY_KEPT) connector.history.shift();
  connector.transaction = null;
  connector.finishing = connector.car !== null;
  connector.pausedByStation = false;
  connector.sampleAt = Infinity;
  applyScheduledAvailability(connector);
  persistConnector(turn, connector);
}

function finished(connector: Connector, transaction: Transaction, stop: StopDetails, now: number): FinishedTransaction {
  return {
    localId: transaction.localId,
    transactionId: transaction.transactionId,
    idTag: transaction.idTag,
    startedAt: transaction.startedAt,
    stoppedAt: now,
    energyWh: meterWh(connector) - transaction.meterStartWh,
    reason: stop.reason,
  };
}
