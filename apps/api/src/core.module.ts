import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ENVIRONMENT } from './config/environment.js';
import type { Environment } from './config/environment.js';
import { BatchedWrites } from './database/batched-writes.js';
import { Log } from './logging/log.js';

/** What every feature may ask for: configuration, log, database. */
@Module({})
export class CoreModule {
  static forRoot(environment: Environment, log: Log, dataSource: DataSource): DynamicModule {
    return {
      module: CoreModule,
      global: true,
      imports: [
        // Opened before Nest starts, so that a wrong DATABASE_URL is one line; closed by this module at the end.
        TypeOrmModule.forRootAsync({ useFactory: () => dataSource.options, dataSourceFactory: async () => dataSource }),
      ],
      providers: [{ provide: ENVIRONMENT, useValue: environment }, { provide: Log, useValue: log }, BatchedWrites],
      exports: [ENVIRONMENT, Log, BatchedWrites],
    };
  }
}
