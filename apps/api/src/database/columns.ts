// Column shapes that mean the same on MariaDB and SQLite.

/** A moment in UTC, to the millisecond. */
export const moment = { type: 'datetime', precision: 3 } as const;

/** Text that compares byte by byte on both databases. */
export const exactText = (length: number) => ({ type: 'varchar', length }) as const;

/** A plain object, stored as its JSON text. */
export const json = { type: 'simple-json' } as const;
