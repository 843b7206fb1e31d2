// The whole API in this process, on a private database and a free port.
import 'reflect-metadata';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { jest } from '@jest/globals';
import { startMariaDb } from '@simulator/test-services';
import type { DataSource } from 'typeorm';
import { readEnvironment } from '../src/config/environment.js';
import type { Environment } from '../src/config/environment.js';
import { createApp } from '../src/create-app.js';
import { openDatabase, prepareSchema } from '../src/database/data-source.js';
import { openApiDocument } from '../src/http/open-api.js';
import { Log } from '../src/logging/log.js';
import { openValkey } from '../src/valkey/open-valkey.js';
import { Contract } from './contract.js';

// A database and a server take seconds to start on a busy machine.
jest.setTimeout(60_000);

export interface ApiUnderTest {
  app: NestExpressApplication;
  server: Server;
  dataSource: DataSource;
  environment: Environment;
  /** `http://127.0.0.1:…`, or https with TLS_CERT */
  origin: string;
  /** What REST answered, against its document: `stop` fails where it was not as documented. */
  contract: Contract;
  stop(): Promise<void>;
}

export type DatabaseKind = 'SQLite' | 'MariaDB';

/** Environment variables of an empty database, and how to be rid of it. */
export async function privateDatabase(
  kind: DatabaseKind,
): Promise<{ variables: Record<string, string>; remove: () => Promise<void> }> {
  if (kind === 'MariaDB') {
    const { url, stop } = await startMariaDb();
    return { variables: { DATABASE_URL: url }, remove: stop };
  }
  const folder = mkdtempSync(join(tmpdir(), 'simulator-api-'));
  return { variables: { DATA_DIR: folder }, remove: async () => rmSync(folder, { recursive: true, force: true }) };
}

export async function startApi(
  kind: DatabaseKind = 'SQLite',
  variables: Record<string, string> = {},
  log?: Log,
): Promise<ApiUnderTest> {
  const database = await privateDatabase(kind);
  const environment = readEnvironment({ LOG_LEVEL: 'silent', PORT: '0', ...database.variables, ...variables });
  const dataSource = await openDatabase(environment.database);
  await prepareSchema(dataSource, true);
  const logged = log ?? new Log(environment.logLevel);
  const valkey = environment.valkey === null ? null : await openValkey(environment.valkey, logged);
  const app = await createApp(environment, logged, dataSource, valkey);
  const contract = new Contract(() => openApiDocument(app));
  contract.watch(app.getHttpServer());
  const server = app.getHttpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const scheme = environment.tls.server === null ? 'http' : 'https';
  const origin = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async (): Promise<void> => {
    await app.close();
    await database.remove();
    const violations = [...new Set(contract.violations)].slice(0, 20);
    if (violations.length > 0) throw new Error(`not as the OpenAPI document says:\n${violations.join('\n')}`);
  };
  return { app, server, dataSource, environment, origin, contract, stop };
}
