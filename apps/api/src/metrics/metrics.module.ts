import { Global, Module } from '@nestjs/common';
import { ConnectionsModule } from '../ocpp/connections.module.js';
import { MetricsController } from './metrics.controller.js';
import { Metrics } from './metrics.js';

/** Global: every feature has something to count. */
@Global()
@Module({ imports: [ConnectionsModule], controllers: [MetricsController], providers: [Metrics], exports: [Metrics] })
export class MetricsModule {}
