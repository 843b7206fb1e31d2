// Persist, then answer, in batches: writes of many stations that come within a few milliseconds share one commit. Whoever
// waits for a write is told when it is stored, and of nobody's failure but its own.
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';
import { dialectOf } from './bulk-statements.js';
import type { Dialect } from './bulk-statements.js';
import { faultOf } from './database-fault.js';
import { runInTransaction } from './run-in-transaction.js';
import type { StatementScript } from './run-in-transaction.js';

export interface WriteContext {
  dialect: Dialect;
  metadataOf: (entity: EntityTarget<ObjectLiteral>) => EntityMetadata;
}

/** What one kind of write does with the rows of a batch. Declared once, as a constant. */
export interface WriteKind<Row, Result = void> {
  readonly name: string;
  /** Lower ones first, in every batch: two of them never wait for each other's locks. */
  readonly order: number;
  /** The statements, and after them a result for each row, in the order of the rows. */
  readonly script: (rows: readonly Row[], context: WriteContext) => StatementScript<Result[]>;
}

interface Waiting {
  kind: WriteKind<unknown, unknown>;
  row: unknown;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

/** How long the first write of a batch waits for others. */
const LINGER_MS = 2;
const MAX_ROWS_PER_BATCH = 2000;
const MAX_ATTEMPTS = 4;
/** Batches under way at once: while the database flushes one, the next is read. */
const MARIADB_LANES = 2;

@Injectable()
export class BatchedWrites implements OnApplicationShutdown {
  private waiting: Waiting[] = [];
  private timer: NodeJS.Timeout | undefined;
  private readonly lanes = new Set<Promise<void>>();
  private openLanes = 0;
  private readonly maxLanes: number;
  private readonly context: WriteContext;

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {
    const dialect = dialectOf(dataSource.options.type);
    // SQLite runs a batch in one go.
    this.maxLanes = dialect === 'mariadb' ? MARIADB_LANES : 1;
    this.context = {
      dialect,
      metadataOf: (entity) => dataSource.getMetadata(entity),
    };
  }

  /** Resolves when the row is committed. Rejects where it cannot be stored, or where that cannot be known. */
  write<Row, Result>(kind: WriteKind<Row, Result>, row: Row): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.waiting.push({ kind, row, resolve, reject } as Waiting);
      if (this.openLanes < this.maxLanes) this.timer ??= setTimeout(() => this.begin(), LINGER_MS);
    });
  }

  /** Rows that are not committed yet, for monitoring. */
  get depth(): number {
    return this.waiting.length;
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.timer !== undefined) this.begin();
    await Promise.all(this.lanes);
  }

  private begin(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.openLanes += 1;
    const lane: Promise<void> = this.drain().finally(() => this.lanes.delete(lane));
    this.lanes.add(lane);
  }

  /** While the lanes are busy the next batch gathers: the busier, the larger. */
  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, MAX_ROWS_PER_BATCH);
      await this.store(batch);
    }
    // In the same turn in which nothing was left: a write that comes now opens a lane of its own.
    this.openLanes -= 1;
  }

  private async store(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.commit(batch);
    } catch (error) {
      if (batch.length === 1 || faultOf(error) !== 'row') {
        for (const { reject } of batch) reject(error);
        return;
      }
      // One row spoils the batch: halves find it, and keep the others.
      const middle = batch.length >> 1;
      await this.store(batch.slice(0, middle));
      await this.store(batch.slice(middle));
    }
  }

  private async commit(batch: readonly Waiting[], attempt = 1): Promise<void> {
    const groups = groupByKind(batch);
    const scripts = groups.map(
      ({ kind, members }) =>
        () =>
          kind.script(
            members.map(({ row }) => row),
            this.context,
          ),
    );
    try {
      const results = await runInTransaction(this.dataSource, scripts);
      for (const [index, { members }] of groups.entries()) {
        const ofKind = results[index] ?? [];
        for (const [place, { resolve }] of members.entries()) resolve(ofKind[place]);
      }
    } catch (error) {
      if (faultOf(error) !== 'conflict' || attempt >= MAX_ATTEMPTS) throw error;
      await this.commit(batch, attempt + 1);
    }
  }
}

function groupByKind(batch: readonly Waiting[]): { kind: Waiting['kind']; members: Waiting[] }[] {
  const groups = new Map<Waiting['kind'], Waiting[]>();
  for (const waiting of batch) {
    const members = groups.get(waiting.kind);
    if (members === undefined) groups.set(waiting.kind, [waiting]);
    else members.push(waiting);
  }
  return [...groups].map(([kind, members]) => ({ kind, members })).sort((a, b) => a.kind.order - b.kind.order);
}
