import { createConnection } from 'mysql2/promise';
import type { ConnectionOptions } from 'mysql2/promise';

/** As RDS and Secrets Manager keep them. */
export interface Credentials {
  host: string;
  port: number | string;
  username: string;
  password: string;
}

/** How to trust the server. `null`: without TLS, which a test's server lacks. */
export type Trust = { ca: string } | null;

/** What migrations and the API need. By name: the master user of RDS may not give away every right that there is. */
const RIGHTS =
  'SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, INDEX, ALTER, REFERENCES, CREATE TEMPORARY TABLES, LOCK TABLES, CREATE VIEW, SHOW VIEW, TRIGGER';

/**
 * Makes the user of the application, or mends its password and rights. Repeating it changes nothing that is right: the
 * password is set only where the one in the secret does not open the door.
 */
export async function ensureUser(
  master: Credentials,
  user: Credentials,
  database: string,
  trust: Trust,
): Promise<void> {
  const connection = await createConnection(optionsOf(master, trust));
  try {
    const tls = trust ? ' REQUIRE SSL' : '';
    await connection.query(`CREATE DATABASE IF NOT EXISTS ${connection.escapeId(database)} CHARACTER SET utf8mb4`);
    await connection.query(`CREATE USER IF NOT EXISTS ?@'%' IDENTIFIED BY ?${tls}`, [user.username, user.password]);
    if (!(await opens(user, trust))) {
      await connection.query(`ALTER USER ?@'%' IDENTIFIED BY ?${tls}`, [user.username, user.password]);
    }
    await connection.query(`GRANT ${RIGHTS} ON ${connection.escapeId(database)}.* TO ?@'%'`, [user.username]);
  } finally {
    await connection.end();
  }
}

async function opens(user: Credentials, trust: Trust): Promise<boolean> {
  try {
    await (await createConnection(optionsOf(user, trust))).end();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'ER_ACCESS_DENIED_ERROR') return false;
    throw error;
  }
}

function optionsOf({ host, port, username, password }: Credentials, trust: Trust): ConnectionOptions {
  return {
    host,
    port: Number(port),
    user: username,
    password,
    ...(trust && { ssl: { ...trust, minVersion: 'TLSv1.2' } }),
  };
}
