// What the database does with the statements that the API sends: recorded as they run, then explained.
import type { DataSource } from 'typeorm';
import type { ApiUnderTest } from './api-under-test.js';

interface Statement {
  sql: string;
  parameters: unknown;
}

export interface Plan {
  sql: string;
  /** The indexes by which it reads; `PRIMARY` for each primary key, `none` for a table from end to end. */
  uses: string[];
  /** Tables of which every row is read. */
  scans: string[];
}

export class QueryPlans {
  private readonly recorded: Statement[] = [];
  private recording = false;

  constructor(private readonly api: ApiUnderTest) {
    if (this.isMariaDb) this.recordMariaDb(api.dataSource);
    else this.recordSqlite(api.dataSource);
  }

  /** Plans of the statements that read while this runs, each once. */
  async of(run: () => Promise<unknown>): Promise<Plan[]> {
    this.recorded.length = 0;
    this.recording = true;
    await run();
    this.recording = false;
    const reading = this.recorded.filter(({ sql }) => /^\s*(SELECT|UPDATE|DELETE)/i.test(sql));
    const once = [...new Map(reading.map((statement) => [statement.sql, statement])).values()];
    const plans: Plan[] = [];
    for (const statement of once) plans.push(await this.explain(statement));
    return plans;
  }

  private get isMariaDb(): boolean {
    return this.api.dataSource.options.type === 'mariadb';
  }

  private recordMariaDb(dataSource: DataSource): void {
    const { logger } = dataSource;
    const logQuery = logger.logQuery.bind(logger);
    logger.logQuery = (sql, parameters, ...rest) => {
      if (this.recording) this.recorded.push({ sql, parameters });
      logQuery(sql, parameters, ...rest);
    };
  }

  private recordSqlite(dataSource: DataSource): void {
    const { databaseConnection } = dataSource.driver as unknown as {
      databaseConnection: { prepare: (sql: string) => unknown };
    };
    const prepare = databaseConnection.prepare.bind(databaseConnection);
    databaseConnection.prepare = (sql) => {
      if (this.recording) this.recorded.push({ sql, parameters: [] });
      return prepare(sql);
    };
  }

  private async explain({ sql, parameters }: Statement): Promise<Plan> {
    if (this.isMariaDb) {
      const rows = await this.api.dataSource.query<MariaDbRow[]>(`EXPLAIN ${sql}`, parameters as unknown[]);
      return planOfMariaDb(sql, rows);
    }
    // Parameters that are not bound count as NULL, and no plan depends on them.
    const rows = await this.api.dataSource.query<{ detail: string }[]>(`EXPLAIN QUERY PLAN ${sql}`);
    return planOfSqlite(
      sql,
      rows.map(({ detail }) => detail),
    );
  }
}

interface MariaDbRow {
  table: string | null;
  type: string | null;
  key: string | null;
  rows: number | null;
}

function planOfMariaDb(sql: string, rows: MariaDbRow[]): Plan {
  // <subquery2>, <derived3>: made on the way, not stored.
  const read = rows.filter(({ table, type }) => table !== null && !table.startsWith('<') && type !== null);
  const limit = Number(/LIMIT (\d+)/.exec(sql)?.[1] ?? 0);
  const isScan = ({ type, key, rows: count }: MariaDbRow): boolean =>
    type === 'ALL' || (type === 'index' && !(key === 'PRIMARY' && Number(count) <= 2 * limit));
  return {
    sql,
    uses: read.map(({ key }) => key ?? 'none'),
    scans: read.filter(isScan).map(({ table }) => String(table)),
  };
}

/** What SQLite calls a row that stands in the statement, and TypeORM the one that it asks for existence. */
const MADE_UP = new Set(['CONSTANT', 'dummy_table']);

function planOfSqlite(sql: string, details: string[]): Plan {
  const steps = details
    .map((detail) => /^(SCAN|SEARCH) (\S+)(?: .*?INDEX (\w+)| .*?(INTEGER PRIMARY KEY))?/.exec(detail))
    .filter((match) => match !== null);
  const sorts = details.some((detail) => detail.includes('TEMP B-TREE FOR ORDER BY'));
  // The first rows of a list, in the order of its key: SQLite stops where the page is full.
  const isPage = /LIMIT/.test(sql) && !/WHERE/.test(sql) && !sorts;
  return {
    sql,
    uses: steps.map(([, , , index, primary]) =>
      primary !== undefined || index?.startsWith('sqlite_autoindex') || (isPage && index === undefined)
        ? 'PRIMARY'
        : (index ?? 'none'),
    ),
    scans: isPage
      ? []
      : steps
          .filter(([, kind, table]) => kind === 'SCAN' && !MADE_UP.has(String(table)))
          .map(([, , table = '']) => table),
  };
}
