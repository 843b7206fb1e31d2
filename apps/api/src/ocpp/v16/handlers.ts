// The table `action → handler` of OCPP 1.6. A new message is a handler file and a row here.
import { Inject, Injectable } from '@nestjs/common';
import type { v16 } from '@simulator/ocpp';
import { ENVIRONMENT } from '../../config/environment.js';
import type { Environment } from '../../config/environment.js';
import { IdTokensService } from '../../id-tokens/id-tokens.service.js';
import { Log } from '../../logging/log.js';
import { StationsService } from '../../stations/stations.service.js';
import { MeterValuesService } from '../../transactions/meter-values.service.js';
import { TransactionsService } from '../../transactions/transactions.service.js';
import { authorize } from './authorize.js';
import { bootNotification } from './boot-notification.js';
import { dataTransfer } from './data-transfer.js';
import type { CallContext, Csms, Handler } from './handler.js';
import { heartbeat } from './heartbeat.js';
import { diagnosticsStatusNotification, firmwareStatusNotification } from './job-status-notifications.js';
import { meterValues } from './meter-values.js';
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
  MeterValues: meterValues,
  StartTransaction: startTransaction,
  StatusNotification: statusNotification,
  StopTransaction: stopTransaction,
};

@Injectable()
export class V16Handlers {
  private readonly csms: Csms;

  constructor(
    stations: StationsService,
    transactions: TransactionsService,
    meterValuesService: MeterValuesService,
    idTokens: IdTokensService,
    log: Log,
    @Inject(ENVIRONMENT) { heartbeatIntervalS, bootRetryIntervalS }: Environment,
  ) {
    this.csms = {
      stations,
      transactions,
      meterValues: meterValuesService,
      idTokens,
      log,
      heartbeatIntervalS,
      bootRetryIntervalS,
    };
  }

  /** The handler of an action, ready to be called with a validated payload. */
  find(action: string): ((payload: unknown, context: CallContext) => Promise<unknown>) | undefined {
    if (!Object.hasOwn(table, action)) return undefined;
    // The payload was validated against the schema of this very action, which the type system cannot follow.
    const handle = table[action as v16.Action] as Handler<never> | undefined;
    return handle && ((payload, context) => handle(payload as never, context, this.csms));
  }
}
