import { Module } from '@nestjs/common';
import { ConnectionRegistry } from './connection-registry.js';

/** Who is connected: apart from the gateway, so that features can ask without knowing how stations connect. */
@Module({ providers: [ConnectionRegistry], exports: [ConnectionRegistry] })
export class ConnectionsModule {}
