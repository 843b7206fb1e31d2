import { Module } from '@nestjs/common';
import { OutboundModule } from '../outbound/outbound.module.js';
import { ConnectionProbeController } from './connection-probe.controller.js';
import { ConnectionProbeService } from './connection-probe.service.js';

@Module({ imports: [OutboundModule], controllers: [ConnectionProbeController], providers: [ConnectionProbeService] })
export class ConnectionProbeModule {}
