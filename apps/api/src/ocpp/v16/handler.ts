import type { v16 } from '@simulator/ocpp';
import type { Environment } from '../../config/environment.js';
import type { LiveEvents } from '../../events/live-events.js';
import type { IdTokensService } from '../../id-tokens/id-tokens.service.js';
import type { Log } from '../../logging/log.js';
import type { StationRecordsService } from '../../station-records/station-records.service.js';
import type { CommandEffects } from '../../station-state/command-effects.js';
import type { StationsService } from '../../stations/stations.service.js';
import type { MeterValuesService } from '../../transactions/meter-values.service.js';
import type { BootSpread } from '../boot-spread.js';
import type { TransactionsService } from '../../transactions/transactions.service.js';

/** What a handler knows besides the request. */
export interface CallContext {
  stationId: string;
  messageId: string;
  receivedAt: Date;
}

/** What the handlers work with. */
export interface Csms {
  stations: StationsService;
  transactions: TransactionsService;
  meterValues: MeterValuesService;
  idTokens: IdTokensService;
  records: StationRecordsService;
  effects: CommandEffects;
  events: LiveEvents;
  log: Log;
  bootSpread: BootSpread;
  environment: Pick<Environment, 'heartbeatIntervalS' | 'bootRetryIntervalS'>;
}

/** Stores what the request says, then returns the answer. The request is valid. */
export type Handler<A extends v16.Action> = (
  request: v16.RequestOf<A>,
  context: CallContext,
  csms: Csms,
) => Promise<v16.ResponseOf<A>>;
