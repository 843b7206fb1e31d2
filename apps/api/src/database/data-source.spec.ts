import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeWith, startMariaDb } from '@simulator/test-services';
import type { PrivateDatabase } from '@simulator/test-services';
import type { DataSource } from 'typeorm';
import { privateDatabase } from '../../test/api-under-test.js';
import type { DatabaseKind } from '../../test/api-under-test.js';
import { readEnvironment } from '../config/environment.js';
import { StationEntity } from '../stations/station.entity.js';
import { migrate, openDatabase, prepareSchema } from './data-source.js';
import { isUniqueViolation } from './unique-violation.js';

let mariaDb: PrivateDatabase;

async function emptyDatabase(kind: DatabaseKind): ReturnType<typeof privateDatabase> {
  if (kind === 'SQLite') return privateDatabase(kind);
  const { url, stop } = await mariaDb.another();
  return { variables: { DATABASE_URL: url }, remove: stop };
}

async function withDatabase(kind: DatabaseKind, use: (dataSource: DataSource) => Promise<void>): Promise<void> {
  const { variables, remove } = await emptyDatabase(kind);
  const dataSource = await openDatabase(readEnvironment(variables).database);
  try {
    await use(dataSource);
  } finally {
    await dataSource.destroy();
    await remove();
  }
}

function schemaSuite(kind: DatabaseKind): void {
  test('the migrations run once, match the entities column by column, and can be taken back', () =>
    withDatabase(kind, async (dataSource) => {
      expect(await migrate(dataSource)).toHaveLength(dataSource.migrations.length);
      expect(await migrate(dataSource)).toEqual([]);
      const runner = dataSource.createQueryRunner();
      for (const entity of dataSource.entityMetadatas) {
        const table = await runner.getTable(entity.tableName);
        const columns = (table?.columns ?? []).map(({ name, isNullable, isPrimary }) => ({
          name,
          isNullable,
          isPrimary,
        }));
        const expected = entity.columns.map(({ databaseName, isNullable, isPrimary }) => ({
          name: databaseName,
          isNullable,
          isPrimary,
        }));
        const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);
        expect([entity.tableName, columns.sort(byName)]).toEqual([entity.tableName, expected.sort(byName)]);
      }
      for (let index = 0; index < dataSource.migrations.length; index += 1) await dataSource.undoLastMigration();
      for (const { tableName } of dataSource.entityMetadatas) expect(await runner.hasTable(tableName)).toBe(false);
      await runner.release();
    }));

  test('a schema that lacks migrations is refused where nobody migrates at the start', () =>
    withDatabase(kind, async (dataSource) => {
      await expect(prepareSchema(dataSource, false)).rejects.toThrow(
        /Cannot start: the database lacks migrations.*migrate\.js/,
      );
      await prepareSchema(dataSource, true);
      await expect(prepareSchema(dataSource, false)).resolves.toBeUndefined();
    }));

  test('text compares byte by byte, holds every character, and a duplicate is told apart from other errors', () =>
    withDatabase(kind, async (dataSource) => {
      await migrate(dataSource);
      const stations = dataSource.getRepository(StationEntity);
      const createdAt = new Date('2026-01-02T03:04:05.678Z');
      for (const id of ['cs', 'CS', 'çs', '充電🔌']) await stations.insert({ id, createdAt });
      expect((await stations.findOneByOrFail({ id: '充電🔌' })).createdAt).toEqual(createdAt);
      expect(await stations.count()).toBe(4);
      const duplicate = await stations.insert({ id: 'cs', createdAt }).catch((error: unknown) => error);
      expect(isUniqueViolation(duplicate)).toBe(true);
      const missing = await dataSource.query('SELECT * FROM nowhere').catch((error: unknown) => error);
      expect(isUniqueViolation(missing)).toBe(false);
    }));
}

describe('the schema on SQLite', () => {
  schemaSuite('SQLite');
});

describeWith('MariaDB', 'the schema on MariaDB', () => {
  beforeAll(async () => {
    mariaDb = await startMariaDb();
  });
  afterAll(() => mariaDb.stop());

  schemaSuite('MariaDB');

  test("times are stored as UTC, whatever the server's time zone", () =>
    withDatabase('MariaDB', async (dataSource) => {
      await migrate(dataSource);
      const createdAt = new Date('2026-01-02T03:04:05.678Z');
      await dataSource.getRepository(StationEntity).insert({ id: 'CS', createdAt });
      const rows = await dataSource.query<object[]>('SELECT CAST(created_at AS CHAR) AS text FROM stations');
      expect(rows).toEqual([{ text: '2026-01-02 03:04:05.678' }]);
    }));

  test('tables are utf8mb4, whatever the default of the server', () =>
    withDatabase('MariaDB', async (dataSource) => {
      await migrate(dataSource);
      const names = dataSource.entityMetadatas.map(({ tableName }) => `'${tableName}'`).join(',');
      const rows = await dataSource.query<{ collation: string }[]>(
        `SELECT DISTINCT table_collation AS collation FROM information_schema.tables
         WHERE table_schema = DATABASE() AND table_name IN (${names})`,
      );
      expect(rows).toEqual([{ collation: 'utf8mb4_bin' }]);
    }));
});
