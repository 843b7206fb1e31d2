import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import libsql from 'libsql';
import { DataSource, DefaultNamingStrategy } from 'typeorm';
import type { DataSourceOptions } from 'typeorm';
import { CommandEntity } from '../commands/command.entity.js';
import type { DatabaseSettings, MariaDbSettings } from '../config/database-settings.js';
import { StartupError } from '../config/startup-error.js';
import { DeviationEntity } from '../deviations/deviation.entity.js';
import { DemoSessionEntity } from '../demo-sessions/demo-session.entity.js';
import { IdTokenEntity } from '../id-tokens/id-token.entity.js';
import { MessageEntity } from '../message-log/message.entity.js';
import { AuditEntryEntity } from '../audit/audit-entry.entity.js';
import { stateEntities } from '../station-state/state.entities.js';
import { recordEntities } from '../station-records/record.entities.js';
import { ConnectorEntity } from '../stations/connector.entity.js';
import { StationEntity } from '../stations/station.entity.js';
import { MeterValueEntity } from '../transactions/meter-value.entity.js';
import { OrphanMessageEntity } from '../transactions/orphan-message.entity.js';
import { TransactionEntity } from '../transactions/transaction.entity.js';
import { offerBulkProtocol } from './bulk-protocol.js';
import { FirstCharge1795392000001 } from './migrations/0001-first-charge.js';
import { RegistrationAndLimits1795392000002 } from './migrations/0002-registration-and-limits.js';
import { StationRecords1795392000003 } from './migrations/0003-station-records.js';
import { StationState1795392000004 } from './migrations/0004-station-state.js';
import { StationSecrets1795392000005 } from './migrations/0005-station-secrets.js';
import { ApiKeyEntity } from '../auth/api-key.entity.js';
import { ApiKeys1795392000006 } from './migrations/0006-api-keys.js';
import { StatisticsIndexes1795392000007 } from './migrations/0007-statistics-indexes.js';
import { StationSecurity1795392000008 } from './migrations/0008-station-security.js';
import { ListIndexes1795392000010 } from './migrations/0010-list-indexes.js';
import { WithoutAgeIndexes1795392000011 } from './migrations/0011-without-age-indexes.js';
import { CommandReplica1795392000012 } from './migrations/0012-command-replica.js';
import { MessageAnswers1795392000013 } from './migrations/0013-message-answers.js';
import { SamplesOfAMoment1795392000014 } from './migrations/0014-samples-of-a-moment.js';

const entities = [
  StationEntity,
  ConnectorEntity,
  IdTokenEntity,
  TransactionEntity,
  MeterValueEntity,
  OrphanMessageEntity,
  CommandEntity,
  DemoSessionEntity,
  DeviationEntity,
  ...recordEntities,
  MessageEntity,
  ...stateEntities,
  AuditEntryEntity,
  ApiKeyEntity,
];

/** In the order in which they run. */
const migrations = [
  FirstCharge1795392000001,
  RegistrationAndLimits1795392000002,
  StationRecords1795392000003,
  StationState1795392000004,
  StationSecrets1795392000005,
  ApiKeys1795392000006,
  StatisticsIndexes1795392000007,
  StationSecurity1795392000008,
  ListIndexes1795392000010,
  WithoutAgeIndexes1795392000011,
  CommandReplica1795392000012,
  MessageAnswers1795392000013,
  SamplesOfAMoment1795392000014,
];

class SnakeCaseColumns extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string | undefined): string {
    return customName ?? propertyName.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}

export function dataSourceOptions(settings: DatabaseSettings): DataSourceOptions {
  const shared = { entities, migrations, namingStrategy: new SnakeCaseColumns(), migrationsTableName: 'migrations' };
  if (settings.kind === 'sqlite') {
    return { ...shared, type: 'better-sqlite3', driver: libsql, database: settings.file, enableWAL: true };
  }
  return {
    ...shared,
    type: 'mariadb',
    host: settings.host,
    port: settings.port,
    database: settings.name,
    username: settings.user,
    password: settings.password,
    charset: 'utf8mb4_bin',
    // Date values are written and read as UTC, whatever the time zones of the two machines.
    timezone: 'Z',
    // Ids are numbers on SQLite, and in the API's document.
    supportBigNumbers: true,
    bigNumberStrings: false,
    poolSize: settings.poolSize,
    connectTimeout: 10_000,
    ...(settings.ca === null ? {} : { ssl: { ca: settings.ca } }),
  };
}

/**
 * Opens the database.
 * @throws StartupError with one line where the operator can mend it: host, password, database name, file.
 */
export async function openDatabase(settings: DatabaseSettings): Promise<DataSource> {
  const dataSource = new DataSource(dataSourceOptions(settings));
  if (settings.kind === 'mariadb') offerBulkProtocol();
  try {
    if (settings.kind === 'sqlite' && settings.file !== ':memory:')
      mkdirSync(dirname(settings.file), { recursive: true });
    return await dataSource.initialize();
  } catch (error) {
    throw settings.kind === 'mariadb' ? explainMariaDb(error, settings) : explainSqlite(error, settings.file);
  }
}

function explainMariaDb(error: unknown, { host, port, name, user }: MariaDbSettings): unknown {
  const code = (error as { code?: string }).code;
  const where = `MariaDB at ${host}:${port}`;
  const because: Record<string, string> = {
    ECONNREFUSED: `nothing listens at ${host}:${port}. Start MariaDB, or correct DATABASE_URL (unset it to use SQLite).`,
    ENOTFOUND: `the host ${host} does not exist. Correct the host in DATABASE_URL.`,
    EAI_AGAIN: `the host ${host} cannot be resolved. Correct the host in DATABASE_URL, or mend DNS.`,
    ETIMEDOUT: `${host}:${port} does not answer. Check the host in DATABASE_URL and the network.`,
    EHOSTUNREACH: `${host} cannot be reached. Check the host in DATABASE_URL and the network.`,
    ENETUNREACH: `${host} cannot be reached. Check the host in DATABASE_URL and the network.`,
    ER_ACCESS_DENIED_ERROR: `${where} refuses user "${user}". Correct user and password in DATABASE_URL.`,
    ER_DBACCESS_DENIED_ERROR: `user "${user}" may not use database "${name}" of ${where}. Grant it, or correct DATABASE_URL.`,
    ER_BAD_DB_ERROR: `${where} has no database "${name}". Create it (CREATE DATABASE \`${name}\`), or correct DATABASE_URL.`,
    PROTOCOL_CONNECTION_LOST: `what listens at ${host}:${port} closed the connection. Is it MariaDB? Correct DATABASE_URL.`,
    ECONNRESET: `what listens at ${host}:${port} closed the connection. Is it MariaDB? Correct DATABASE_URL.`,
    HANDSHAKE_NO_SSL_SUPPORT: `${where} speaks no TLS, but DATABASE_CA is set. Unset DATABASE_CA or turn TLS on there.`,
    HANDSHAKE_SSL_ERROR: `TLS with ${where} failed. Check DATABASE_CA and the host name in the certificate.`,
  };
  const text = code === undefined ? undefined : because[code];
  const known = text ?? (code === undefined ? undefined : `${where} says ${code}. Check DATABASE_URL.`);
  return known === undefined ? error : new StartupError(`Cannot start: ${known}`);
}

function explainSqlite(error: unknown, file: string): StartupError {
  const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
  return new StartupError(
    `Cannot start: the SQLite file ${file} cannot be opened (${reason}). Set DATA_DIR to a folder that can be written.`,
  );
}

/** Brings the schema up to date. Returns the names of the migrations that ran. */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  // MariaDB commits at each DDL statement anyway; one transaction per migration keeps what ran and what is noted together.
  const ran = await dataSource.runMigrations({ transaction: 'each' });
  return ran.map((migration) => migration.name);
}

/** Makes the schema fit, or refuses to start where a person has to do it. */
export async function prepareSchema(dataSource: DataSource, migrateAtStart: boolean): Promise<void> {
  if (migrateAtStart) {
    await migrate(dataSource);
  } else if (await dataSource.showMigrations()) {
    throw new StartupError(
      'Cannot start: the database lacks migrations, and production never migrates at start. ' +
        'Run `node apps/api/dist/migrate.js` with the same environment first.',
    );
  }
}
