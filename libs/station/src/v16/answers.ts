// What the station does with the CSMS's answers (OCPP 1.6 §4).
import type { SentCall, v16 } from '@simulator/ocpp';
import { fromWire, synchronise } from '../clock.js';
import { firmwareAfterBoot } from '../core/firmware.js';
import { finishStoredMessage } from '../core/outbox.js';
import { handleBootDecision } from '../core/registration.js';
import { raiseSecurityEvent } from '../core/security-events.js';
import { handleTagAccepted } from '../core/sessions.js';
import { remember } from '../core/tag-decision.js';
import { handleTransactionStarted } from '../core/transactions.js';
import type { CallContext, Station, TagInfo } from '../station.js';
import { log } from '../turn.js';
import type { Turn } from '../turn.js';

type Answers = { [A in v16.Action]?: (turn: Turn, call: SentCall<CallContext>, response: v16.ResponseOf<A>) => void };

/** Answers to actions without a row need no reaction. */
const answers: Answers = {
  BootNotification: acceptBoot,
  Heartbeat: (turn, _call, { currentTime }) => synchronise(turn.station, currentTime, turn.now),
  Authorize: acceptAuthorize,
  StartTransaction: acceptStart,
  StopTransaction: acceptStop,
  MeterValues: (turn, call) => void finishStoredMessage(turn, call.context.sequence),
  SecurityEventNotification: (turn, call) => void finishStoredMessage(turn, call.context.sequence),
};

export function accept(turn: Turn, call: SentCall<CallContext>, payload: unknown): void {
  const handler = answers[call.action as v16.Action] as
    ((turn: Turn, call: object, payload: unknown) => void) | undefined;
  handler?.(turn, call, payload);
}

const registrationOf = { Accepted: 'accepted', Pending: 'pending', Rejected: 'rejected' } as const;

function acceptBoot(turn: Turn, _call: object, response: v16.BootNotificationResponse): void {
  const isFirst = turn.station.registration !== 'accepted';
  handleBootDecision(turn, registrationOf[response.status], response.interval, response.currentTime);
  if (response.status !== 'Accepted') return;
  if (isFirst) raiseSecurityEvent(turn, 'StartupOfTheDevice', null);
  firmwareAfterBoot(turn);
}

/** IdTagInfo as the station keeps it (OCPP 1.6 §7.27). */
export function tagInfoOf(station: Station, info: v16.AuthorizeResponse['idTagInfo']): TagInfo {
  const { status, expiryDate, parentIdTag } = info;
  // Expiry is kept on the CSMS's clock.
  const expiresAt = expiryDate === undefined ? null : fromWire(station, expiryDate) + station.clock.offsetMs;
  return { status, expiresAt, parentIdTag: parentIdTag ?? null };
}

function acceptAuthorize(turn: Turn, call: SentCall<CallContext>, { idTagInfo }: v16.AuthorizeResponse): void {
  const { idTag, connectorId, purpose, cause } = call.context;
  if (idTag === null) return;
  const info = tagInfoOf(turn.station, idTagInfo);
  remember(turn, idTag, info);
  if (info.status !== 'Accepted') log(turn, 'warn', `The CSMS answered tag ${idTag} with ${info.status}`);
  else if (connectorId !== null) {
    handleTagAccepted(turn, connectorId, { idTag, parentIdTag: info.parentIdTag }, purpose, cause);
  }
}

function acceptStart(turn: Turn, call: SentCall<CallContext>, response: v16.StartTransactionResponse): void {
  const { sequence } = call.context;
  const message = turn.station.transactionMessages[0];
  if (message?.sequence !== sequence) return;
  const { transactionId, idTagInfo } = response;
  const info = tagInfoOf(turn.station, idTagInfo);
  const { idTag } = JSON.parse(`${message.payload}}`) as v16.StartTransactionRequest;
  // A tag in use elsewhere is not a bad tag: its next use must not be refused by the cache.
  if (info.status !== 'ConcurrentTx') remember(turn, idTag, info);
  finishStoredMessage(turn, sequence);
  handleTransactionStarted(turn, message.localId, transactionId, {
    status: info.status,
    parentIdTag: info.parentIdTag,
  });
}

function acceptStop(turn: Turn, call: SentCall<CallContext>, { idTagInfo }: v16.StopTransactionResponse): void {
  const message = finishStoredMessage(turn, call.context.sequence);
  if (message === undefined || idTagInfo === undefined) return;
  const { idTag } = JSON.parse(`${message.payload}}`) as { idTag?: string };
  if (idTag !== undefined) remember(turn, idTag, tagInfoOf(turn.station, idTagInfo));
}
