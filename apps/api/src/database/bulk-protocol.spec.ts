import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import type { DataSource } from 'typeorm';
import { privateDatabase } from '../../test/api-under-test.js';
import { readEnvironment } from '../config/environment.js';
import { MessageEntity } from '../message-log/message.entity.js';
import { MeterValueEntity } from '../transactions/meter-value.entity.js';
import type { CoreConnection } from './bulk-protocol.js';
import { insertStatements } from './bulk-statements.js';
import { migrate, openDatabase } from './data-source.js';
import { StepwiseTransaction } from './mariadb-transactions.js';
import { runInTransaction } from './run-in-transaction.js';
import type { StatementScript } from './run-in-transaction.js';

const receivedAt = new Date('2026-02-28T23:59:59.007Z');

const message = (text: string): Omit<MessageEntity, 'id'> => ({
  stationId: 'CS-1',
  direction: 'in',
  type: 'call',
  messageId: null,
  action: 'Heartbeat',
  text,
  sizeBytes: 2_147_483_647,
  receivedAt,
  answerType: null,
  answerText: null,
  answerSizeBytes: null,
  answeredAt: null,
});

const sample = (value: string, number: number | null, fingerprint = value): Omit<MeterValueEntity, 'id'> => ({
  stationId: '充電🔌',
  connectorId: 0,
  transactionId: null,
  sampledAt: new Date('1999-12-31T00:00:00.000Z'),
  receivedAt,
  measurand: 'Voltage',
  phase: null,
  location: 'Outlet',
  context: 'Sample.Periodic',
  unit: 'V',
  format: 'Raw',
  value,
  number,
  fingerprint,
  samples: null,
  energyWh: null,
});

describeWith('MariaDB', 'bulk inserts by the binary protocol', () => {
  let dataSource: DataSource;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    const database = await privateDatabase('MariaDB');
    remove = database.remove;
    dataSource = await openDatabase(readEnvironment(database.variables).database);
    await migrate(dataSource);
  });

  afterAll(async () => {
    await dataSource.destroy();
    await remove();
  });

  /** How many statements of this kind the server ran for the transaction. */
  async function insert(entity: typeof MessageEntity | typeof MeterValueEntity, rows: object[], counter: string) {
    const unique = entity === MeterValueEntity ? ['fingerprint'] : undefined;
    const countOf = (found: Record<string, unknown>[]): number => Number(found[0]?.['Value']);
    const count = { sql: `SHOW SESSION STATUS LIKE '${counter}'`, parameters: [], returns: true };
    const [ran] = await runInTransaction(dataSource, [
      function* (): StatementScript<number> {
        const before = countOf(yield count);
        const options = { dialect: 'mariadb' as const, ...(unique === undefined ? {} : { unique }) };
        yield* insertStatements(dataSource.getMetadata(entity), rows, options);
        return countOf(yield count) - before;
      },
    ]);
    return ran;
  }

  test('the server is given values, not texts: mysql2 has what we use of its inside', async () => {
    expect(await insert(MessageEntity, [message('a'), message('b')], 'Com_stmt_execute')).toBe(1);
    await dataSource.getRepository(MessageEntity).clear();
  });

  test('every value comes back as it was: text of all lengths and scripts, numbers, moments, null', async () => {
    const texts = ['', "'", '\\', '?', '\u0000', 'x'.repeat(48), 'x'.repeat(49), 'é'.repeat(48), '🔌'.repeat(20_000)];
    const rows = texts.map(message);
    await insert(MessageEntity, rows, 'Com_insert');
    const stored = await dataSource.getRepository(MessageEntity).find({ order: { id: 'ASC' } });
    expect(stored.map(({ id: _id, ...row }) => row)).toEqual(rows);
    const samples = [sample('a', -0.1), sample('b', 1e300), sample('c', null), sample('d', 2 ** 52 + 0.5)];
    await insert(MeterValueEntity, samples, 'Com_insert');
    const found = await dataSource.getRepository(MeterValueEntity).find({ order: { id: 'ASC' } });
    expect(found.map(({ id: _id, ...row }) => row)).toEqual(samples);
  });

  test('what fills more than one packet is stored whole', async () => {
    const samples = Array.from({ length: 30 }, (_, index) => sample('y'.repeat(500_000), index, `long-${index}`));
    expect(await insert(MeterValueEntity, samples, 'Com_stmt_execute')).toBeGreaterThan(3);
    expect(await dataSource.getRepository(MeterValueEntity).countBy({ value: 'y'.repeat(500_000) })).toBe(30);
  });

  test('a row with a key that is there stays as it is, and is no error', async () => {
    await insert(MeterValueEntity, [sample('first', 1, 'key'), sample('other', 1, 'key-2')], 'Com_insert');
    await insert(MeterValueEntity, [sample('second', 2, 'key'), sample('third', 3, 'key-3')], 'Com_insert');
    const rows = dataSource.getRepository(MeterValueEntity);
    expect((await rows.findOneByOrFail({ fingerprint: 'key' })).value).toBe('first');
    expect(await rows.existsBy({ fingerprint: 'key-3' })).toBe(true);
  });

  test.each([
    ['too long', { ...sample('e', 1), measurand: 'm'.repeat(101) }, '22001'],
    ['out of range', { ...sample('f', 1), connectorId: 2 ** 31 }, '22003'],
    ['null where it must not be', { ...sample('g', 1), location: null }, '23000'],
  ])('a value that is %s is refused, and nothing of its transaction is kept', async (_what, row, sqlState) => {
    const refused = insert(MeterValueEntity, [sample('beside', 1), row], 'Com_insert');
    await expect(refused).rejects.toMatchObject({ sqlState });
    expect(await dataSource.getRepository(MeterValueEntity).existsBy({ value: 'beside' })).toBe(false);
  });

  test('what is sent behind a statement that deadlocks is not kept, and the connection commits by itself again', async () => {
    const rows = dataSource.getRepository(MessageEntity);
    await rows.clear();
    await rows.insert([message('a'), message('b')]);
    const [a, b] = (await rows.find({ order: { id: 'ASC' } })).map(({ id }) => id);
    const touch = (id: number | undefined) => ({
      sql: 'UPDATE messages SET action = NULL WHERE id = ?',
      parameters: [id ?? 0],
    });
    const crossing = (first: number | undefined, second: number | undefined, text: string): Promise<void[]> =>
      runInTransaction(dataSource, [
        function* (): StatementScript<void> {
          yield touch(first);
          yield { sql: 'SELECT SLEEP(0.3)', parameters: [], returns: true };
          yield touch(second);
          yield* insertStatements(dataSource.getMetadata(MessageEntity), [message(text)], { dialect: 'mariadb' });
        },
      ]);
    const settled = await Promise.allSettled([crossing(a, b, 'one'), crossing(b, a, 'two')]);
    const kept = settled.flatMap(({ status }, index) => (status === 'fulfilled' ? [['one', 'two'][index]] : []));
    expect(kept).toHaveLength(1);
    expect(settled.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'ER_LOCK_DEADLOCK' } });
    expect((await rows.find({ order: { id: 'ASC' }, skip: 2, take: 9 })).map(({ text }) => text)).toEqual(kept);
    const modes = await Promise.all(
      [1, 2, 3].map(() => dataSource.query<unknown[]>('SELECT @@autocommit AS mode, SLEEP(0.1)')),
    );
    expect(modes.flat().map((row) => (row as { mode: unknown }).mode)).toEqual([1, 1, 1]);
  });

  test('where something between does not know the protocol, the same is stored by texts', async () => {
    const rows = dataSource.getRepository(MeterValueEntity);
    const entity = dataSource.getMetadata(MeterValueEntity);
    const runner = dataSource.createQueryRunner();
    const run = async (value: string): Promise<StepwiseTransaction> => {
      const transaction = new StepwiseTransaction((await runner.connect()) as CoreConnection, () => {});
      const options = { dialect: 'mariadb' as const, unique: ['fingerprint'] };
      for (const step of insertStatements(entity, [sample(value, 1), sample(`${value}-2`, 2)], options))
        expect(await transaction.run(step)).toEqual([]);
      return transaction;
    };
    await (await run('texts')).commit();
    await (await run('undone')).rollback();
    await runner.release();
    expect(await rows.findBy({ value: 'texts' })).toMatchObject([sample('texts', 1)]);
    expect(await rows.existsBy({ value: 'texts-2' })).toBe(true);
    expect(await rows.existsBy({ value: 'undone' })).toBe(false);
  });
});
