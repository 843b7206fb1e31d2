import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { AuthModule } from './auth/auth.module.js';
import { CommandsModule } from './commands/commands.module.js';
import type { Environment } from './config/environment.js';
import { ConnectionProbeModule } from './connection-probe/connection-probe.module.js';
import { CoreModule } from './core.module.js';
import { DemoSessionsModule } from './demo-sessions/demo-sessions.module.js';
import { DeviationsModule } from './deviations/deviations.module.js';
import { EventsModule } from './events/events.module.js';
import { HealthModule } from './health/health.module.js';
import { IdTokensModule } from './id-tokens/id-tokens.module.js';
import type { Log } from './logging/log.js';
import { OcppModule } from './ocpp/ocpp.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { MessageLogModule } from './message-log/message-log.module.js';
import { RelayModule } from './relay/relay.module.js';
import { ReplicasModule } from './replicas/replicas.module.js';
import { RetentionModule } from './retention/retention.module.js';
import { StationRecordsModule } from './station-records/station-records.module.js';
import { AuditModule } from './audit/audit.module.js';
import { StationStateModule } from './station-state/station-state.module.js';
import { StationSecretsModule } from './station-secrets/station-secrets.module.js';
import { StatisticsModule } from './statistics/statistics.module.js';
import { StationsModule } from './stations/stations.module.js';
import { TransactionsModule } from './transactions/transactions.module.js';
import type { Valkey } from './valkey/valkey.js';

@Module({})
export class AppModule {
  static forRoot(environment: Environment, log: Log, dataSource: DataSource, valkey: Valkey | null): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CoreModule.forRoot(environment, log, dataSource, valkey),
        ReplicasModule,
        AuthModule,
        EventsModule,
        MetricsModule,
        StationsModule,
        IdTokensModule,
        TransactionsModule,
        CommandsModule,
        DemoSessionsModule,
        DeviationsModule,
        StationRecordsModule,
        MessageLogModule,
        StationSecretsModule,
        StationStateModule,
        AuditModule,
        StatisticsModule,
        RetentionModule,
        ConnectionProbeModule,
        RelayModule,
        OcppModule,
        HealthModule,
      ],
    };
  }
}
