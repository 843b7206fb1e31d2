// Rows as MariaDB's bulk protocol has them (COM_STMT_BULK_EXECUTE): neither side writes or reads SQL text, which is what a row
// costs most. https://mariadb.com/kb/en/com_stmt_bulk_execute/
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { valueOf } from './column-values.js';

const COM_QUERY = 0x03;
const COM_STMT_BULK_EXECUTE = 0xfa;
const SEND_TYPES_TO_SERVER = 128;
/** Before a command: three bytes of length, and one of sequence, which begins at 0. */
const HEADER_BYTES = 4;

/** Field types of the protocol. All numbers travel as doubles: exact to 2^53, and the server refuses what a column cannot hold. */
const DOUBLE = 5;
const DATETIME = 12;
const VAR_STRING = 253;

/** No more follows behind so much: servers take packets of 16 MiB, where nobody set less than the default. */
const FULL_BYTES = 2 * 1024 * 1024;
const SHORT_TEXT = 48;
const DATETIME_BYTES = 12;

/** Writes commands, one behind the other, into memory that it uses again: those before must have been answered. */
export class BulkEncoder {
  private buffer = Buffer.allocUnsafe(64 * 1024);
  private position = 0;
  private momentMs = NaN;
  private momentAt = 0;

  /** Enough for one write to the socket. */
  get isFull(): boolean {
    return this.position >= FULL_BYTES;
  }

  /** All that was written since the last time. */
  take(): Buffer {
    const commands = this.buffer.subarray(0, this.position);
    this.position = 0;
    this.momentMs = NaN;
    return commands;
  }

  /** Forgets what was written since the last time. */
  reset(): void {
    this.take();
  }

  query(sql: string): void {
    this.command(() => {
      this.makeRoom(1 + 3 * sql.length);
      this.position = this.buffer.writeUInt8(COM_QUERY, this.position);
      this.position += this.buffer.write(sql, this.position, 'utf8');
    });
  }

  /**
   * @param from the first of the rows to be written; one at least is.
   * @returns the first row that found no room.
   * @throws Error for a row that lacks a value, RangeError for a moment that is none.
   */
  insert(statementId: number, columns: readonly ColumnMetadata[], rows: readonly object[], from: number): number {
    let next = from;
    this.command(() => (next = this.writeInsert(statementId, columns, rows, from)));
    return next;
  }

  private command(write: () => void): void {
    const start = this.position;
    this.makeRoom(HEADER_BYTES);
    this.position += HEADER_BYTES;
    write();
    this.buffer.writeUIntLE(this.position - start - HEADER_BYTES, start, 3);
    this.buffer[start + 3] = 0;
  }

  private writeInsert(
    statementId: number,
    columns: readonly ColumnMetadata[],
    rows: readonly object[],
    from: number,
  ): number {
    this.makeRoom(8 + 2 * columns.length);
    this.position = this.buffer.writeUInt8(COM_STMT_BULK_EXECUTE, this.position);
    this.position = this.buffer.writeUInt32LE(statementId, this.position);
    this.position = this.buffer.writeUInt16LE(SEND_TYPES_TO_SERVER, this.position);
    const types = columns.map(typeOf);
    for (const type of types) this.position = this.buffer.writeUInt16LE(type, this.position);
    const names = columns.map(({ propertyName }) => propertyName);
    let next = from;
    while (next < rows.length && (next === from || !this.isFull)) {
      const row = rows[next++] as Record<string, unknown>;
      for (let index = 0; index < names.length; index++) {
        let value: unknown = row[names[index] as string];
        if (value === undefined) value = valueOf(row, columns[index] as ColumnMetadata);
        this.write(value, types[index] as number);
      }
    }
    return next;
  }

  private write(value: unknown, type: number): void {
    this.makeRoom(16);
    if (value === null) {
      this.buffer[this.position++] = 1;
      return;
    }
    this.buffer[this.position++] = 0;
    if (type === DOUBLE) this.position = this.buffer.writeDoubleLE(value as number, this.position);
    else if (type === DATETIME) this.writeMoment(value as Date);
    else this.writeText(typeof value === 'string' ? value : JSON.stringify(value));
  }

  private writeText(text: string): void {
    const { length } = text;
    if (length > SHORT_TEXT) return this.writeLongText(text);
    this.makeRoom(1 + SHORT_TEXT);
    const { buffer, position } = this;
    buffer[position] = length;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code > 127) return this.writeLongText(text);
      buffer[position + 1 + index] = code;
    }
    this.position = position + 1 + length;
  }

  private writeLongText(text: string): void {
    this.makeRoom(4 + 3 * text.length);
    const bytes = this.buffer.write(text, this.position + 4, 'utf8');
    // 0xfd: three bytes of length follow.
    this.buffer[this.position] = 0xfd;
    this.buffer.writeUIntLE(bytes, this.position + 1, 3);
    this.position += 4 + bytes;
  }

  /** UTC, to the millisecond. Rows beside each other mostly have the same. */
  private writeMoment(moment: Date): void {
    const { buffer, position } = this;
    const ms = moment.getTime();
    if (ms === this.momentMs) buffer.copyWithin(position, this.momentAt, this.momentAt + DATETIME_BYTES);
    else {
      if (Number.isNaN(ms)) throw new RangeError('A moment that is none cannot be stored');
      buffer[position] = DATETIME_BYTES - 1;
      buffer.writeUInt16LE(moment.getUTCFullYear(), position + 1);
      buffer[position + 3] = moment.getUTCMonth() + 1;
      buffer[position + 4] = moment.getUTCDate();
      buffer[position + 5] = moment.getUTCHours();
      buffer[position + 6] = moment.getUTCMinutes();
      buffer[position + 7] = moment.getUTCSeconds();
      buffer.writeUInt32LE(moment.getUTCMilliseconds() * 1000, position + 8);
      this.momentMs = ms;
      this.momentAt = position;
    }
    this.position = position + DATETIME_BYTES;
  }

  private makeRoom(bytes: number): void {
    if (this.position + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.buffer.length, this.position + bytes));
    this.buffer.copy(larger, 0, 0, this.position);
    this.buffer = larger;
  }
}

function typeOf({ type }: ColumnMetadata): number {
  if (type === 'int' || type === 'double') return DOUBLE;
  return type === 'datetime' ? DATETIME : VAR_STRING;
}
