// The table `action → handler` of OCPP 1.6. A new message is a handler file and a row here.
import { Inject, Injectable } from '@nestjs/common';
import type { v16 } from '@simulator/ocpp';
import { ENVIRONMENT } from '../../config/environment.js';
import type { Environment } from '../../config/environment.js';
import { LiveEvents } from '../../events/live-events.js';
import { IdTokensService } from '../../id-tokens/id-tokens.service.js';
import { Log } from '../../logging/log.js';
import { StationRecordsService } from '../../station-records/station-records.service.js';
import { CommandEffects } from '../../station-state/command-effects.js';
import { StationsService } from '../../stations/stations.service.js';
import { MeterValuesService } from '../../transactions/meter-values.service.js';
import { TransactionsService } from '../../transactions/transactions.service.js';
import { BootSpread } from '../boot-spread.js';
import { authorize } from './authorize.js';
import { bootNotification } from './boot-notification.js';
import { dataTransfer } from './data-transfer.js';
import type { CallContext, Csms, Handler } from './handler.js';
import { heartbeat } from './heartbeat.js';
import {
  diagnosticsStatusNotification,
  firmwareStatusNotification,
  logStatusNotification,
  signedFirmwareStatusNotification,
} from './job-status-notifications.js';
import { meterValues } from './meter-values.js';
import { securityEventNotification, signCertificate } from './security-notifications.js';
import { startTransaction } from './start-transaction.js';
import { statusNotification } from './status-notification.js';
import { stopTransaction } from './stop-transaction.js';

const table: { [A in v16.Action]?: Handler<A> } = {
  Authorize: authorize,
  BootNotification: bootNotification,
  DataTransfer: dataTransfer,
  DiagnosticsStatusNotification: diagnosticsStatusNotification,
  FirmwareStatusNotification: firmwareStatusNotification,
  Heartbeat: heartbeat,
  LogStatusNotification: logStatusNotification,
  MeterValues: meterValues,
  SecurityEventNotification: securityEventNotification,
  SignCertificate: signCertificate,
  SignedFirmwareStatusNotification: signedFirmwareStatusNotification,
  StartTransaction: startTransaction,
  StatusNotification: statusNotification,
  StopTransaction: stopTransaction,
};

/** What the handlers work with, and where they are found. */
@Injectable()
export class V16Handlers implements Csms {
  @Inject(StationsService) readonly stations: StationsService;
  @Inject(TransactionsService) readonly transactions: TransactionsService;
  @Inject(MeterValuesService) readonly meterValues: MeterValuesService;
  @Inject(IdTokensService) readonly idTokens: IdTokensService;
  @Inject(StationRecordsService) readonly records: StationRecordsService;
  @Inject(CommandEffects) readonly effects: CommandEffects;
  @Inject(LiveEvents) readonly events: LiveEvents;
  @Inject(Log) readonly log: Log;
  @Inject(ENVIRONMENT) readonly environment: Environment;
  readonly bootSpread = new BootSpread();

  /** The handler of an action, ready to be called with a validated payload. */
  find(action: string): ((payload: unknown, context: CallContext) => Promise<unknown>) | undefined {
    if (!Object.hasOwn(table, action)) return undefined;
    // The payload was validated against the schema of this very action, which the type system cannot follow.
    const handle = table[action as v16.Action] as Handler<never> | undefined;
    return handle && ((payload, context) => handle(payload as never, context, this));
  }
}
