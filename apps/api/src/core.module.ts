import { Inject, Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ENVIRONMENT } from './config/environment.js';
import type { Environment } from './config/environment.js';
import { BatchedWrites } from './database/batched-writes.js';
import { Log } from './logging/log.js';
import { VALKEY } from './valkey/valkey.js';
import type { Valkey } from './valkey/valkey.js';

/** What every feature may ask for: configuration, log, database, and what the replicas share. */
@Module({})
export class CoreModule implements OnApplicationShutdown {
  constructor(@Inject(VALKEY) private readonly valkey: Valkey | null) {}

  static forRoot(environment: Environment, log: Log, dataSource: DataSource, valkey: Valkey | null): DynamicModule {
    return {
      module: CoreModule,
      global: true,
      imports: [
        // Opened before Nest starts, so that a wrong DATABASE_URL is one line; closed by this module at the end.
        TypeOrmModule.forRootAsync({ useFactory: () => dataSource.options, dataSourceFactory: async () => dataSource }),
      ],
      providers: [
        { provide: ENVIRONMENT, useValue: environment },
        { provide: Log, useValue: log },
        { provide: VALKEY, useValue: valkey },
        BatchedWrites,
      ],
      exports: [ENVIRONMENT, Log, VALKEY, BatchedWrites],
    };
  }

  onApplicationShutdown(): void {
    this.valkey?.close();
  }
}
