import DataLoader from 'dataloader';

/**
 * One statement for all the rows that are asked for by their keys within a moment: many stations ask for the same kinds of
 * rows. Nothing is remembered: each answer is what the database holds now.
 * @param readMany the rows of some of these keys, which are all different, in any order.
 */
export class BatchedReads<Key extends string | number, Row> {
  private readonly loader: DataLoader<Key, Row | null>;

  constructor(readMany: (keys: Key[]) => Promise<Row[]>, keyOf: (row: Row) => Key) {
    const load = async (keys: readonly Key[]): Promise<(Row | null)[]> => {
      const rows = await readMany([...new Set(keys)]);
      const byKey = new Map(rows.map((row) => [keyOf(row), row]));
      return keys.map((key) => byKey.get(key) ?? null);
    };
    this.loader = new DataLoader(load, {
      cache: false,
      maxBatchSize: MAX_KEYS,
      // The loader's own way would see each socket alone.
      batchScheduleFn: (run) => setTimeout(run, LINGER_MS),
    });
  }

  find(key: Key): Promise<Row | null> {
    return this.loader.load(key);
  }
}

/** How long the first question of a batch waits for others: a statement costs as much as some twenty keys. */
const LINGER_MS = 1;
const MAX_KEYS = 500;
