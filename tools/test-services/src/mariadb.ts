import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { findBinary } from './find-binary.js';
import { freePort } from './free-port.js';
import { startPrivateServer, temporaryFolder } from './private-server.js';

const run = promisify(execFile);

export interface PrivateDatabase {
  /** `mysql://…` of an empty schema that nobody else uses. */
  url: string;
  /** Another empty schema on the same server, for as long as this one lives: no second server has to start. */
  another(): Promise<PrivateDatabase>;
  stop(): Promise<void>;
}

export interface MariaDbOptions {
  /** Flushes at each commit, as a database that people depend on does: for benches. */
  durable?: boolean;
}

const DURABLE = ['--innodb-flush-log-at-trx-commit=1', '--innodb-buffer-pool-size=512M', '--max-connections=200'];
const THROW_AWAY = ['--innodb-flush-log-at-trx-commit=0', '--innodb-buffer-pool-size=64M'];

/** Whether `startMariaDb` can work here. */
export const findMariaDb = (): boolean => hasTestDatabase() || (findServer() !== null && findInstaller() !== null);

const hasTestDatabase = (): boolean => Boolean(process.env['TEST_DATABASE_URL']);
const findServer = (): string | null => findBinary('mariadbd', 'mysqld');
const findInstaller = (): string | null => findBinary('mariadb-install-db', 'mysql_install_db');

/** An empty schema: on the server of TEST_DATABASE_URL if that is set, else on a private throw-away MariaDB. */
export async function startMariaDb(options: MariaDbOptions = {}): Promise<PrivateDatabase> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given) return createSchema(given, async () => {});
  const port = await freePort();
  const server = await startServer(port, options);
  return createSchema(`mysql://test:test@127.0.0.1:${port}/`, () => server.stop());
}

async function startServer(port: number, { durable = false }: MariaDbOptions) {
  const program = findServer();
  const installer = findInstaller();
  if (program === null || installer === null)
    throw new Error('MariaDB is not installed: apt-get install mariadb-server');
  const folder = temporaryFolder('mariadb');
  const data = join(folder, 'data');
  // mariadbd refuses to run as root unless it is told to.
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
  // Also for the installer: in a shared /tmp two of them trip over each other's temporary tables.
  const own = ['--no-defaults', `--datadir=${data}`, `--tmpdir=${folder}`, ...asRoot];
  try {
    await run(installer, [...own, '--auth-root-authentication-method=normal', '--skip-test-db'], {
      maxBuffer: 1 << 24,
    });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const server = await startPrivateServer(
    program,
    [
      ...own,
      `--socket=${join(folder, 'mariadb.sock')}`,
      `--pid-file=${join(folder, 'mariadb.pid')}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      // Not the defaults of the product's own tables: a schema that relies on the server's would show here.
      '--character-set-server=latin1',
      '--default-time-zone=+05:30',
      ...(durable ? DURABLE : THROW_AWAY),
      '--skip-log-bin',
    ],
    port,
    folder,
  );
  try {
    await createUser(port);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

// mysql2 and MariaDB differ over root's passwordless log-in in some versions; a user with a password always works.
async function createUser(port: number): Promise<void> {
  const root = await createConnection({ host: '127.0.0.1', port, user: 'root' });
  await root.query("CREATE USER 'test'@'%' IDENTIFIED BY 'test'");
  await root.query("GRANT ALL ON *.* TO 'test'@'%' WITH GRANT OPTION");
  await root.end();
}

async function createSchema(serverUrl: string, stopServer: () => Promise<void>): Promise<PrivateDatabase> {
  const name = `simulator_test_${randomBytes(6).toString('hex')}`;
  const url = new URL(serverUrl);
  url.pathname = '/';
  await query(url, `CREATE DATABASE \`${name}\``);
  const schemaUrl = new URL(url);
  schemaUrl.pathname = `/${name}`;
  return {
    url: schemaUrl.href,
    another: () => createSchema(serverUrl, async () => {}),
    stop: async () => {
      await query(url, `DROP DATABASE IF EXISTS \`${name}\``).catch(() => {});
      await stopServer();
    },
  };
}

async function query(url: URL, sql: string): Promise<void> {
  const connection = await createConnection({ uri: url.href });
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
}
