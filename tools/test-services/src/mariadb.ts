import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { findBinary } from './find-binary.js';
import { freePort } from './free-port.js';
import { startPrivateServer, temporaryFolder } from './private-server.js';
import type { PrivateServer } from './private-server.js';

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

// The redo log as infra sets it.
const DURABLE = [
  '--innodb-flush-log-at-trx-commit=1',
  '--innodb-buffer-pool-size=512M',
  '--innodb-log-file-size=1G',
  '--max-connections=200',
];
/** Survives that the process is killed. */
const MORTAL = ['--innodb-flush-log-at-trx-commit=2', '--innodb-buffer-pool-size=64M'];
// Durability is of no use to a throw-away database.
const THROW_AWAY = ['--innodb-flush-log-at-trx-commit=0', '--innodb-buffer-pool-size=64M'];

/** One that can be killed, and started again with what it had stored. */
export interface MortalDatabase {
  url: string;
  /** SIGKILL */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether `startMariaDb` can work here. */
export const findMariaDb = (): boolean => givenServer() !== undefined || findOwnMariaDb();

/** A person's server, or the one that `npm test` has started for all suites of its run. */
const givenServer = (): string | undefined =>
  process.env['TEST_DATABASE_URL'] || process.env['TEST_RUN_DATABASE_URL'] || undefined;
/** Whether `startMortalMariaDb` can work here. */
export const findOwnMariaDb = (): boolean => findServer() !== null && findInstaller() !== null;
const findServer = (): string | null => findBinary('mariadbd', 'mysqld');
const findInstaller = (): string | null => findBinary('mariadb-install-db', 'mysql_install_db');

/** An empty schema: on the server of TEST_DATABASE_URL, else on the one of this test run, else on a private throw-away MariaDB. */
export async function startMariaDb(options: MariaDbOptions = {}): Promise<PrivateDatabase> {
  const given = givenServer();
  if (given !== undefined) return createSchema(given, async () => {});
  const port = await freePort();
  const server = await startServer(port, options);
  return createSchema(`mysql://test:test@127.0.0.1:${port}/`, () => server.stop());
}

/** A private MariaDB in any case, whose commits survive that it is killed. */
export async function startMortalMariaDb(): Promise<MortalDatabase> {
  const port = await freePort();
  const { server: first, start, pidFile } = await installServer(port, MORTAL, true);
  let server = first;
  const { url } = await createSchema(`mysql://test:test@127.0.0.1:${port}/`, async () => {});
  return {
    url,
    kill: async () => {
      process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
      await server.ended;
    },
    start: async () => {
      server = await start();
    },
    stop: () => server.stop(),
  };
}

const startServer = async (port: number, { durable = false }: MariaDbOptions): Promise<PrivateServer> =>
  (await installServer(port, durable ? DURABLE : THROW_AWAY, false)).server;

async function installServer(port: number, settings: string[], keepFolder: boolean) {
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
  const pidFile = join(folder, 'mariadb.pid');
  const args = [
    ...own,
    `--socket=${join(folder, 'mariadb.sock')}`,
    `--pid-file=${pidFile}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    // Not the defaults of the product's own tables: a schema that relies on the server's would show here.
    '--character-set-server=latin1',
    '--default-time-zone=+05:30',
    '--skip-log-bin',
    ...settings,
  ];
  const start = (): Promise<PrivateServer> => startPrivateServer(program, args, port, folder, { keepFolder });
  const server = await start();
  try {
    await createUser(port);
    return { server, start, pidFile };
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
