import { Global, Module } from '@nestjs/common';
import type { Provider } from '@nestjs/common';
import { Log } from '../logging/log.js';
import { ConnectionsModule } from '../ocpp/connections.module.js';
import { VALKEY } from '../valkey/valkey.js';
import type { Valkey } from '../valkey/valkey.js';
import { Drain } from './drain.js';
import { Presence } from './presence.js';
import { LoneReplicaChannel, ReplicaChannel } from './replica-channel.js';
import { LoneReplicaRoster, ReplicaRoster } from './replica-roster.js';
import { Replica } from './replica.js';
import { ReplicasController } from './replicas.controller.js';
import { SharedWork } from './shared-work.js';
import { LoneStationDirectory, StationDirectory } from './station-directory.js';
import { ValkeyReplicaChannel } from './valkey-replica-channel.js';
import { ValkeyReplicaRoster } from './valkey-replica-roster.js';
import { ValkeyStationDirectory } from './valkey-station-directory.js';

const shared: Provider[] = [
  {
    provide: StationDirectory,
    inject: [VALKEY],
    useFactory: (valkey: Valkey | null) =>
      valkey === null ? new LoneStationDirectory() : new ValkeyStationDirectory(valkey),
  },
  {
    provide: ReplicaRoster,
    inject: [VALKEY],
    useFactory: (valkey: Valkey | null) =>
      valkey === null ? new LoneReplicaRoster() : new ValkeyReplicaRoster(valkey),
  },
  {
    provide: ReplicaChannel,
    inject: [VALKEY, Replica, Log],
    useFactory: async (valkey: Valkey | null, replica: Replica, log: Log) => {
      if (valkey === null) return new LoneReplicaChannel();
      const channel = new ValkeyReplicaChannel(valkey, replica, log);
      await channel.start();
      return channel;
    },
  },
];

/** What the replicas know of each other. Global: a feature that looks for a station looks everywhere. */
@Global()
@Module({
  imports: [ConnectionsModule],
  controllers: [ReplicasController],
  providers: [Replica, Presence, Drain, SharedWork, ...shared],
  exports: [Replica, Presence, Drain, SharedWork, StationDirectory, ReplicaRoster, ReplicaChannel],
})
export class ReplicasModule {}
