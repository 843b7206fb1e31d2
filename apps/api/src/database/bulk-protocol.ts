// MariaDB's bulk protocol through mysql2, which has the rest of the protocol but no public way to this command; and statements
// that are sent together, since each that waits for the answer to the one before costs both sides as much as several rows. What is
// used of mysql2's inside stands here only; the version is pinned, and this file's spec fails when it changes.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { BulkInsert, Statement } from './bulk-statements.js';
import { BulkEncoder } from './bulk-encoding.js';

/** MARIADB_CLIENT_STMT_BULK_OPERATIONS, of MariaDB's extended capabilities. */
const BULK_OPERATIONS = 4;

type Callback = (error: Error | null, rows?: unknown) => void;

interface Handshake {
  mariadbExtendedClientFlags: number;
  handshake: { mariadbExtendedCapabilityFlags?: number };
}

interface Packet {
  isError(): boolean;
  asError(encoding: string): Error;
}

/** What we use of a connection of mysql2. */
export interface CoreConnection {
  query(options: { sql: string; values?: unknown[] }, callback: Callback): void;
  prepare(sql: string, callback: (error: Error | null, statement?: { id: number }) => void): void;
  format(sql: string, values: unknown[]): string;
  addCommand(command: object): void;
  destroy(): void;
  write(bytes: Buffer): void;
  sequenceId: number;
  clientEncoding: string;
}

interface Internals {
  ClientHandshake: { prototype: { handshakeInit: (this: Handshake, packet: object, connection: object) => unknown } };
  Command: new () => { emit(event: 'end'): void };
}

const internals = ((): Internals => {
  const require = createRequire(import.meta.url);
  const folder = join(dirname(require.resolve('mysql2/package.json')), 'lib');
  const load = (file: string): unknown => require(join(folder, file));
  return {
    ClientHandshake: load('commands/client_handshake.js') as Internals['ClientHandshake'],
    Command: load('commands/command.js') as Internals['Command'],
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

/** Whether `sendTogether` works on this connection: something between us and the server may not know the protocol. */
export const knowsBulkProtocol = (connection: object): boolean => capable.has(connection);

/**
 * Statements that give back no rows. After one that fails the server goes on with those behind it: who sends them must roll all
 * back. @throws the server's error for the first that failed.
 */
export async function sendTogether(
  connection: CoreConnection,
  steps: readonly (Statement | BulkInsert)[],
): Promise<void> {
  const known = capable.get(connection);
  if (known === undefined) throw new Error('This connection does not know the bulk protocol');
  const { encoder, statementIds } = known;
  let count = 0;
  const send = async (): Promise<void> => {
    const sent = count;
    count = 0;
    await answersTo(connection, encoder.take(), sent);
  };
  encoder.reset();
  for (const step of steps) {
    if (!('rows' in step)) {
      encoder.query(connection.format(step.sql, step.parameters));
      count += 1;
    } else {
      const statementId = statementIds.get(step.sql) ?? (await prepare(connection, step.sql));
      statementIds.set(step.sql, statementId);
      for (let from = 0; from < step.rows.length;) {
        from = encoder.insert(statementId, step.columns, step.rows, from);
        count += 1;
        if (encoder.isFull) await send();
      }
    }
    if (encoder.isFull) await send();
  }
  if (count > 0) await send();
}

const answersTo = (connection: CoreConnection, commands: Buffer, count: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const done: Callback = (error) => (error === null ? resolve() : reject(error));
    connection.addCommand(new Pipeline(commands, count, done));
  });

function prepare(connection: CoreConnection, sql: string): Promise<number> {
  return new Promise((resolve, reject) =>
    connection.prepare(sql, (error, statement) => {
      if (statement === undefined) reject(error ?? new Error('The server prepared nothing'));
      else resolve(statement.id);
    }),
  );
}

/** For mysql2 it is one command; the server answers it with an OK or an error for each that is in it. */
class Pipeline extends internals.Command {
  private error: Error | null = null;
  private isSent = false;

  constructor(
    private readonly commands: Buffer,
    private left: number,
    /** Called by mysql2, too, when the connection is lost. */
    readonly onResult: Callback,
  ) {
    super();
  }

  /** Whether it is done. */
  execute(packet: Packet | undefined, connection: CoreConnection): boolean {
    // The server counts from each command on.
    connection.sequenceId = 1;
    if (!this.isSent) {
      this.isSent = true;
      connection.write(this.commands);
      return false;
    }
    if (packet?.isError() === true) this.error ??= packet.asError(connection.clientEncoding);
    this.left -= 1;
    if (this.left > 0) return false;
    this.onResult(this.error);
    this.emit('end');
    return true;
  }
}
