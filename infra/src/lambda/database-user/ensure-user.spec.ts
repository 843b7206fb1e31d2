import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeWith, startMariaDb } from '@simulator/test-services';
import type { PrivateDatabase } from '@simulator/test-services';
import { createConnection } from 'mysql2/promise';
import { ensureUser } from './ensure-user.js';
import type { Credentials } from './ensure-user.js';

describeWith('MariaDB', 'the user of the application', () => {
  let mariaDb: PrivateDatabase;
  let master: Credentials;
  let user: Credentials;
  const database = `lambda_${process.pid}`;
  const username = `app_${process.pid}`;

  beforeAll(async () => {
    mariaDb = await startMariaDb();
    const { hostname, port, username: administrator, password } = new URL(mariaDb.url);
    master = { host: hostname, port, username: administrator, password };
    user = { ...master, username, password: 'first-password' };
  }, 120_000);

  afterAll(async () => {
    await asUser(master, (query) => query(`DROP USER IF EXISTS '${username}'@'%'`));
    await asUser(master, (query) => query(`DROP DATABASE IF EXISTS ${database}`));
    await mariaDb.stop();
  });

  async function asUser<T>(
    who: Credentials,
    work: (query: (sql: string) => Promise<unknown>) => Promise<T>,
  ): Promise<T> {
    const connection = await createConnection({
      host: who.host,
      port: Number(who.port),
      user: who.username,
      password: who.password,
    });
    try {
      return await work((sql) => connection.query(sql));
    } finally {
      await connection.end();
    }
  }

  test('may change schema and rows of its database, and of no other', async () => {
    await ensureUser(master, user, database, null);
    await asUser(user, async (query) => {
      await query(`CREATE TABLE ${database}.a (id int)`);
      await query(`INSERT INTO ${database}.a VALUES (1)`);
    });
    await expect(asUser(user, (query) => query('CREATE DATABASE another'))).rejects.toThrow(/denied/);
    await expect(asUser(user, (query) => query('SELECT * FROM mysql.user'))).rejects.toThrow(/denied/);
  });

  test('is the same after a second time', async () => {
    await ensureUser(master, user, database, null);
    await asUser(user, (query) => query(`SELECT * FROM ${database}.a`));
  });

  test('gets the password of the secret where another one is set', async () => {
    const changed = { ...user, password: 'second-password' };
    await ensureUser(master, changed, database, null);
    await asUser(changed, (query) => query('SELECT 1'));
    await expect(asUser(user, (query) => query('SELECT 1'))).rejects.toThrow(/denied/);
  });

  test('a wrong master password is said, not hidden', async () => {
    await expect(ensureUser({ ...master, password: 'wrong' }, user, database, null)).rejects.toThrow(/denied/);
  });
});
