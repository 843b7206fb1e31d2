import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import type { DataSource } from 'typeorm';
import { privateDatabase } from '../../test/api-under-test.js';
import type { DatabaseKind } from '../../test/api-under-test.js';
import { readEnvironment } from '../config/environment.js';
import { StatusHistoryEntity } from '../station-records/record.entities.js';
import { StationEntity } from '../stations/station.entity.js';
import { sightings } from '../stations/station-writes.js';
import { TransactionEntity } from '../transactions/transaction.entity.js';
import { transactionStarts, transactionStops } from '../transactions/transaction-writes.js';
import { BatchedReads } from './batched-reads.js';
import { BatchedWrites } from './batched-writes.js';
import type { WriteKind } from './batched-writes.js';
import { insertStatements } from './bulk-statements.js';
import { migrate, openDatabase } from './data-source.js';
import type { StatementScript } from './run-in-transaction.js';

const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));

const historyRow = (stationId: string | null, connectorId = 1) => ({
  stationId,
  connectorId,
  status: 'Available',
  errorCode: 'NoError',
  info: null,
  vendorId: null,
  vendorErrorCode: null,
  statusAt: null,
  receivedAt: at(0),
});

type HistoryRow = ReturnType<typeof historyRow>;

const start = (stationId: string, second = 0) => ({
  stationId,
  connectorId: 1,
  idTag: 'TAG-1',
  idTagKey: 'tag-1',
  idTagStatus: 'Accepted',
  meterStartWh: 100,
  startedAt: at(0),
  startReceivedAt: at(second),
  reservationId: null,
});

function suite(kind: DatabaseKind): void {
  let dataSource: DataSource;
  let writes: BatchedWrites;
  let remove: () => Promise<void>;
  const batches: number[] = [];

  /** Rows of the status history, which take note of the batches that they come in. */
  const history: WriteKind<HistoryRow> = {
    name: 'history',
    order: 1,
    *script(rows, { dialect, metadataOf }): StatementScript<void[]> {
      batches.push(rows.length);
      yield* insertStatements(metadataOf(StatusHistoryEntity), rows, { dialect });
      return [];
    },
  };

  const countOf = (stationId: string): Promise<number> =>
    dataSource.getRepository(StatusHistoryEntity).countBy({ stationId });

  beforeAll(async () => {
    const database = await privateDatabase(kind);
    remove = database.remove;
    dataSource = await openDatabase(readEnvironment(database.variables).database);
    await migrate(dataSource);
    writes = new BatchedWrites(dataSource);
  });

  afterAll(async () => {
    await writes.onApplicationShutdown();
    await dataSource.destroy();
    await remove();
  });

  test('a write is there to be read when it resolves, and many of one moment share a batch', async () => {
    batches.length = 0;
    const each = Array.from({ length: 300 }, async (_, index) => {
      const stationId = `SHARED-${index}`;
      await writes.write(history, historyRow(stationId));
      return countOf(stationId);
    });
    expect(await Promise.all(each)).toEqual(each.map(() => 1));
    expect(batches).toEqual([300]);
    expect(writes.depth).toBe(0);
  });

  test('a row that cannot be stored fails alone; those beside it are stored', async () => {
    const settled = await Promise.allSettled(
      Array.from({ length: 21 }, (_, index) => writes.write(history, historyRow(index === 13 ? null : 'SPOILED'))),
    );
    const failed = settled.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []));
    expect(failed).toEqual([13]);
    expect(await countOf('SPOILED')).toBe(20);
  });

  test('more rows than one statement can bind are split', async () => {
    const rows = Array.from({ length: 5000 }, () => historyRow('MANY'));
    await Promise.all(rows.map((row) => writes.write(history, row)));
    expect(await countOf('MANY')).toBe(5000);
  });

  test('a deadlock is tried again; what it rolled back is stored once', async () => {
    let attempts = 0;
    const deadlocked: WriteKind<HistoryRow> = {
      name: 'deadlocked',
      order: 2,
      *script(rows, context): StatementScript<void[]> {
        yield* history.script(rows, context);
        attempts += 1;
        if (attempts < 3) throw Object.assign(new Error('Deadlock found'), { code: 'ER_LOCK_DEADLOCK' });
        return [];
      },
    };
    await writes.write(deadlocked, historyRow('DEADLOCK'));
    expect([attempts, await countOf('DEADLOCK')]).toEqual([3, 1]);
  });

  test('where the database fails all of a batch is refused at once, nothing is kept, and the next batch is stored', async () => {
    let attempts = 0;
    const broken: WriteKind<HistoryRow> = {
      name: 'broken',
      order: 2,
      *script(rows, context): StatementScript<void[]> {
        attempts += 1;
        yield* history.script(rows, context);
        throw Object.assign(new Error('Connection lost'), { code: 'PROTOCOL_CONNECTION_LOST', fatal: true });
      },
    };
    const settled = await Promise.allSettled(['BROKEN', 'BROKEN'].map((id) => writes.write(broken, historyRow(id))));
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(attempts).toBe(1);
    expect(await countOf('BROKEN')).toBe(0);
    await writes.write(history, historyRow('BROKEN'));
    expect(await countOf('BROKEN')).toBe(1);
  });

  test('what still waits at a stop is stored', async () => {
    const stopping = new BatchedWrites(dataSource);
    const stored = stopping.write(history, historyRow('STOP'));
    await stopping.onApplicationShutdown();
    expect(await countOf('STOP')).toBe(1);
    await stored;
  });

  test('starts get their ids, and one that is resent the id that it had, in a batch with new ones', async () => {
    const first = await writes.write(transactionStarts, start('RESENT'));
    const [again, other] = await Promise.all([
      writes.write(transactionStarts, start('RESENT', 5)),
      writes.write(transactionStarts, start('OTHER', 5)),
    ]);
    expect(first.isNew).toBe(true);
    expect(again).toEqual({ transactionId: first.transactionId, isNew: false });
    expect(other.isNew).toBe(true);
    expect(other.transactionId).not.toBe(first.transactionId);
  });

  test('of two stops of a transaction the first counts; others of the batch are stored', async () => {
    const ids = await Promise.all(
      ['STOP-1', 'STOP-2'].map(
        async (stationId) => (await writes.write(transactionStarts, start(stationId))).transactionId,
      ),
    );
    const stop = (id: number | undefined, meterStopWh: number) =>
      writes.write(transactionStops, {
        id: id ?? 0,
        meterStopWh,
        stoppedAt: at(50),
        stopReceivedAt: at(51),
        stopReason: 'Local',
        stopIdTag: null,
      });
    await stop(ids[0], 500);
    await Promise.all([stop(ids[0], 900), stop(ids[1], 700)]);
    const rows = await dataSource.getRepository(TransactionEntity).findBy(ids.map((id) => ({ id })));
    expect(rows.map(({ meterStopWh }) => meterStopWh).sort()).toEqual([500, 700]);
  });

  test('a sighting creates no station, and of several the last counts', async () => {
    const stations = dataSource.getRepository(StationEntity);
    await stations.insert({ id: 'SEEN', createdAt: at(0) });
    await Promise.all([
      writes.write(sightings, { id: 'SEEN', lastSeenAt: at(1) }),
      writes.write(sightings, { id: 'SEEN', lastSeenAt: at(2) }),
      writes.write(sightings, { id: 'GONE', lastSeenAt: at(1) }),
    ]);
    expect((await stations.findOneByOrFail({ id: 'SEEN' })).lastSeenAt).toEqual(at(2));
    expect(await stations.existsBy({ id: 'GONE' })).toBe(false);
  });
}

describe('batched writes on SQLite', () => suite('SQLite'));
describeWith('MariaDB', 'batched writes on MariaDB', () => suite('MariaDB'));

describe('batched reads', () => {
  test('keys of one turn are read together, each once; what is not there is null, and a failure fails who asked', async () => {
    const asked: string[][] = [];
    const reads = new BatchedReads(
      async (keys: string[]) => {
        asked.push(keys);
        if (keys.includes('broken')) throw new Error('the database is gone');
        return keys.filter((key) => key !== 'missing').map((key) => ({ key }));
      },
      ({ key }) => key,
    );
    const found = await Promise.all(['a', 'b', 'a', 'missing'].map((key) => reads.find(key)));
    expect(found).toEqual([{ key: 'a' }, { key: 'b' }, { key: 'a' }, null]);
    expect(asked).toEqual([['a', 'b', 'missing']]);
    await expect(reads.find('broken')).rejects.toThrow('the database is gone');
    expect(await reads.find('a')).toEqual({ key: 'a' });
  });
});
