import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { OutboundModule } from '../outbound/outbound.module.js';
import { RelayController } from './relay.controller.js';
import { RelayGateway } from './relay.gateway.js';

@Module({
  imports: [AuthModule, OutboundModule],
  controllers: [RelayController],
  providers: [RelayGateway],
  exports: [RelayGateway],
})
export class RelayModule {}
