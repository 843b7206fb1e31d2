// A transaction from its start to its end, on the station's side (OCPP 1.6 §3.6, §4.8, §4.10).
import { configurationFlag, configurationNumber } from '../configuration.js';
import type { Connector, FinishedTransaction } from '../station.js';
import { log, persist, persistConnector } from '../turn.js';
import type { StopDetails, Turn } from '../turn.js';
import { queueTransactionMessage } from './outbox.js';

const HISTORY_KEPT = 10;

/** The energy register as messages carry it: whole Wh, rounded down, so that no later figure is smaller. */
export function meterWh(connector: Connector): number {
  return Math.floor(connector.registerWh + 1e-6);
}

/** Cable in and tag accepted: the transaction begins. */
export function startTransaction(turn: Turn, connector: Connector, tag: AcceptedTag, cause: string): void {
  const { station, now } = turn;
  station.lastLocalId += 1;
  const transaction = {
    localId: station.lastLocalId,
    transactionId: null,
    idTag: tag.idTag,
    parentIdTag: tag.parentIdTag,
    startedAt: now,
    meterStartWh: meterWh(connector),
    socStartPercent: connector.car?.socPercent ?? 0,
    authorized: true,
  };
  connector.transaction = transaction;
  connector.authorization = null;
  connector.finishing = false;
  const payload = turn.protocol.startTransaction(connector, transaction, now);
  queueTransactionMessage(turn, connector, { kind: 'start', localId: transaction.localId, payload, cause });
  scheduleSample(turn, connector);
  persist(turn, 'station');
  persistConnector(turn, connector);
}

export interface AcceptedTag {
  idTag: string;
  parentIdTag: string | null;
}

/** The CSMS answered StartTransaction. A refused tag ends the transaction or its energy (StopTransactionOnInvalidId). */
export function handleTransactionStarted(turn: Turn, localId: number, transactionId: number, tag: StartedTag): void {
  const { station } = turn;
  const connector = station.connectors.find((candidate) => candidate.transaction?.localId === localId);
  const isWaitedFor = station.transactionMessages.some((message) => message.localId === localId);
  if (isWaitedFor || connector) station.transactionIds[localId] = transactionId;
  persist(turn, 'station');
  for (const { history } of station.connectors) {
    const finished = history.find((entry) => entry.localId === localId);
    if (finished) finished.transactionId = transactionId;
  }
  if (!connector?.transaction) return;
  connector.transaction.transactionId = transactionId;
  if (tag.parentIdTag !== null) connector.transaction.parentIdTag = tag.parentIdTag;
  persistConnector(turn, connector);
  if (tag.status === 'Accepted') return;
  log(turn, 'warn', `The CSMS answered StartTransaction on connector ${connector.id} with ${tag.status}`);
  if (configurationFlag(turn.station, 'StopTransactionOnInvalidId')) {
    stopTransaction(turn, connector, { reason: 'DeAuthorized', idTag: null }, `idTag ${tag.status}`);
  } else {
    connector.transaction.authorized = false;
  }
}

export interface StartedTag {
  status: string;
  parentIdTag: string | null;
}

export function stopTransaction(turn: Turn, connector: Connector, stop: StopDetails, cause: string): void {
  const { transaction } = connector;
  if (transaction === null) return;
  const payload = turn.protocol.stopTransaction(connector, transaction, stop, turn.now);
  queueTransactionMessage(turn, connector, { kind: 'stop', localId: transaction.localId, payload, cause });
  connector.history.push(finished(connector, transaction, stop, turn.now));
  if (connector.history.length > HISTORY_KEPT) connector.history.shift();
  connector.transaction = null;
  connector.finishing = connector.car !== null;
  connector.sampleAt = Infinity;
  persistConnector(turn, connector);
}

function finished(
  connector: Connector,
  transaction: NonNullable<Connector['transaction']>,
  stop: StopDetails,
  now: number,
): FinishedTransaction {
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

export function scheduleSample(turn: Turn, connector: Connector): void {
  const intervalMs = configurationNumber(turn.station, 'MeterValueSampleInterval') * 1000;
  if (intervalMs <= 0) {
    connector.sampleAt = Infinity;
    return;
  }
  // Keeps its beat; after a gap (sleep, frozen tab) it starts a new one instead of catching up in a burst.
  const next = connector.sampleAt + intervalMs;
  connector.sampleAt = next > turn.now && next <= turn.now + intervalMs ? next : turn.now + intervalMs;
}

/** Periodic meter values (OCPP 1.6 §4.7, MeterValueSampleInterval). */
export function sampleIfDue(turn: Turn, connector: Connector): void {
  const { transaction } = connector;
  if (connector.sampleAt > turn.now || transaction === null) return;
  scheduleSample(turn, connector);
  const payload = turn.protocol.meterValues(turn.station, connector, turn.now);
  queueTransactionMessage(turn, connector, {
    kind: 'meterValues',
    localId: transaction.localId,
    payload,
    cause: 'MeterValueSampleInterval',
  });
  persistConnector(turn, connector);
}
