// What the station does with the CSMS's answers (OCPP 1.6 §4).
import type { SentCall, v16 } from '@simulator/ocpp';
import { handleBootDecision } from '../core/registration.js';
import { finishTransactionMessage } from '../core/outbox.js';
import { handleTagAccepted } from '../core/sessions.js';
import { handleTransactionStarted } from '../core/transactions.js';
import type { CallContext } from '../station.js';
import { log } from '../turn.js';
import type { Turn } from '../turn.js';

type Registration = { [S in v16.BootNotificationResponse['status']]: 'accepted' | 'pending' | 'rejected' };
const registrationOf: Registration = { Accepted: 'accepted', Pending: 'pending', Rejected: 'rejected' };

/** Takes a valid answer; answers to actions without a row need no reaction. */
export function accept(turn: Turn, call: SentCall<CallContext>, payload: unknown): void {
  switch (call.action) {
    case 'BootNotification': {
      const response = payload as v16.BootNotificationResponse;
      handleBootDecision(turn, registrationOf[response.status], response.interval);
      return;
    }
    case 'Authorize':
      acceptAuthorize(turn, call.context, payload as v16.AuthorizeResponse);
      return;
    case 'StartTransaction': {
      const { transactionId, idTagInfo } = payload as v16.StartTransactionResponse;
      const message = turn.station.transactionMessages[0];
      if (message?.sequence !== call.context.sequence) return;
      const tag = { status: idTagInfo.status, parentIdTag: idTagInfo.parentIdTag ?? null };
      handleTransactionStarted(turn, message.localId, transactionId, tag);
      finishTransactionMessage(turn, call.context.sequence);
      return;
    }
    case 'MeterValues':
    case 'StopTransaction':
      finishTransactionMessage(turn, call.context.sequence);
  }
}

function acceptAuthorize(turn: Turn, context: CallContext, { idTagInfo }: v16.AuthorizeResponse): void {
  const { idTag, connectorId, purpose } = context;
  if (idTag === null || connectorId === null) return;
  if (idTagInfo.status !== 'Accepted') {
    log(turn, 'warn', `The CSMS answered tag ${idTag} with ${idTagInfo.status}`);
    return;
  }
  handleTagAccepted(turn, connectorId, { idTag, parentIdTag: idTagInfo.parentIdTag ?? null }, purpose);
}
