import { Module } from '@nestjs/common';
import { DeviationsModule } from '../deviations/deviations.module.js';
import { IdTokensModule } from '../id-tokens/id-tokens.module.js';
import { MessageLogModule } from '../message-log/message-log.module.js';
import { StationRecordsModule } from '../station-records/station-records.module.js';
import { StationStateModule } from '../station-state/station-state.module.js';
import { StationAdmissionModule } from '../station-admission/station-admission.module.js';
import { StationsModule } from '../stations/stations.module.js';
import { TransactionsModule } from '../transactions/transactions.module.js';
import { CallDispatcher } from './call-dispatcher.js';
import { ConnectionsModule } from './connections.module.js';
import { OcppGateway } from './ocpp-gateway.js';
import { V16Handlers } from './v16/handlers.js';

@Module({
  imports: [
    DeviationsModule,
    ConnectionsModule,
    StationsModule,
    IdTokensModule,
    TransactionsModule,
    StationRecordsModule,
    MessageLogModule,
    StationStateModule,
    StationAdmissionModule,
  ],
  providers: [OcppGateway, CallDispatcher, V16Handlers],
  exports: [OcppGateway],
})
export class OcppModule {}
