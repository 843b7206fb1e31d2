// MariaDB's bulk protocol through mysql2, which has the rest of the protocol but no public way to this command. What is used of
// its inside stands here only; the version is pinned, and this file's spec fails when it changes.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { BulkInsert } from './bulk-statements.js';
import { BulkEncoder } from './bulk-encoding.js';

/** MARIADB_CLIENT_STMT_BULK_OPERATIONS, of MariaDB's extended capabilities. */
const BULK_OPERATIONS = 4;

type Callback = (error: Error | null, rows?: unknown) => void;

interface Handshake {
  mariadbExtendedClientFlags: number;
  handshake: { mariadbExtendedCapabilityFlags?: number };
}

interface Command {
  _connection: CoreConnection;
  resultsetHeader: unknown;
}

/** What we use of a connection of mysql2. */
export interface CoreConnection {
  query(options: { sql: string; values?: unknown[] }, callback: Callback): void;
  prepare(sql: string, callback: (error: Error | null, statement?: { id: number }) => void): void;
  addCommand(command: object): void;
  writePacket(packet: object): void;
}

interface Internals {
  ClientHandshake: { prototype: { handshakeInit: (this: Handshake, packet: object, connection: object) => unknown } };
  Execute: new (options: { sql: string }, callback: Callback) => Command;
  Packet: new (id: number, buffer: Buffer, start: number, end: number) => object;
}

const internals = ((): Internals => {
  const require = createRequire(import.meta.url);
  const folder = join(dirname(require.resolve('mysql2/package.json')), 'lib');
  const load = (file: string): unknown => require(join(folder, file));
  return {
    ClientHandshake: load('commands/client_handshake.js') as Internals['ClientHandshake'],
    Execute: load('commands/execute.js') as Internals['Execute'],
    Packet: load('packets/packet.js') as Internals['Packet'],
  };
})();

/** Connections whose server knows the protocol, each with what it has prepared. */
const capable = new WeakMap<object, { encoder: BulkEncoder; statementIds: Map<string, number> }>();

/** From now on connections tell their server that they know the protocol. */
export function offerBulkProtocol(): void {
  const { prototype } = internals.ClientHandshake;
  const original = prototype.handshakeInit;
  if (original.name === 'offeringBulk') return;
  prototype.handshakeInit = function offeringBulk(packet, connection) {
    this.mariadbExtendedClientFlags |= BULK_OPERATIONS;
    const next = original.call(this, packet, connection);
    if (((this.handshake.mariadbExtendedCapabilityFlags ?? 0) & BULK_OPERATIONS) !== 0)
      capable.set(connection, { encoder: new BulkEncoder(), statementIds: new Map() });
    return next;
  };
}

/** Whether `insertInBulk` works on this connection: something between us and the server may not know the protocol. */
export const knowsBulkProtocol = (connection: object): boolean => capable.has(connection);

/** @throws the server's error for the first row that cannot be inserted: those before it are, until a ROLLBACK. */
export async function insertInBulk(connection: CoreConnection, { sql, columns, rows }: BulkInsert): Promise<void> {
  const known = capable.get(connection);
  if (known === undefined) throw new Error('This connection does not know the bulk protocol');
  const { encoder, statementIds } = known;
  const statementId = statementIds.get(sql) ?? (await prepare(connection, sql));
  statementIds.set(sql, statementId);
  for (let from = 0; from < rows.length;) {
    const { packet, next } = encoder.encode(statementId, columns, rows, from);
    await new Promise<void>((resolve, reject) => {
      const done: Callback = (error) => (error === null ? resolve() : reject(error));
      connection.addCommand(new BulkExecute(sql, packet, done));
    });
    from = next;
  }
}

function prepare(connection: CoreConnection, sql: string): Promise<number> {
  return new Promise((resolve, reject) =>
    connection.prepare(sql, (error, statement) => {
      if (statement === undefined) reject(error ?? new Error('The server prepared nothing'));
      else resolve(statement.id);
    }),
  );
}

class BulkExecute extends internals.Execute {
  constructor(
    sql: string,
    private readonly packet: Buffer,
    callback: Callback,
  ) {
    super({ sql }, callback);
  }

  start(_packet: unknown, connection: CoreConnection): unknown {
    this._connection = connection;
    connection.writePacket(new internals.Packet(0, this.packet, 0, this.packet.length));
    return this.resultsetHeader;
  }
}
