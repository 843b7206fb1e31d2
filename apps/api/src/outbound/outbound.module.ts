import { Module } from '@nestjs/common';
import { OutboundConnector } from './outbound-connector.js';

@Module({ providers: [OutboundConnector], exports: [OutboundConnector] })
export class OutboundModule {}
