import { QueryFailedError } from 'typeorm';

/** MariaDB: deadlock, and a lock that was waited for too long. */
const CONFLICTS = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD', 'SQLITE_BUSY']);

/**
 * Why a write failed. `conflict`: with another one; the same again may succeed. `row`: because of what is to be written.
 * `database`: it is not there, or it cannot store anything now.
 */
export type DatabaseFault = 'conflict' | 'row' | 'database';

export function faultOf(error: unknown): DatabaseFault {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  const { code = '', sqlState = '', fatal = false } = cause as { code?: string; sqlState?: string; fatal?: boolean };
  if (CONFLICTS.has(code)) return 'conflict';
  if (fatal) return 'database';
  // SQL: class 22 is wrong data, class 23 a broken constraint.
  return /^2[23]/.test(sqlState) || code.startsWith('SQLITE_CONSTRAINT') || code === 'SQLITE_TOOBIG'
    ? 'row'
    : 'database';
}
