// `node apps/api/dist/open-api-document.js`: prints the OpenAPI document, for the client's types. Needs no database.
import 'reflect-metadata';
import { readEnvironment } from './config/environment.js';
import { createApp } from './create-app.js';
import { openDatabase, prepareSchema } from './database/data-source.js';
import { openApiDocument } from './http/open-api.js';
import { Log } from './logging/log.js';

const environment = readEnvironment({});
const dataSource = await openDatabase({ kind: 'sqlite', file: ':memory:' });
await prepareSchema(dataSource, true);
const app = await createApp(environment, new Log('silent'), dataSource);
process.stdout.write(`${JSON.stringify(openApiDocument(app), null, 2)}\n`);
await app.close();
