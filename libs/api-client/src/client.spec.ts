import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { createApiClient } from './client.js';

const generated = new URL('./generated/', import.meta.url);

test('the committed types are those of the committed document', () => {
  // In a process of its own: the generator brings a TypeScript compiler, which jest would have to load as modules.
  const program = `
    import { readFileSync } from 'node:fs';
    import { typesOf } from ${JSON.stringify(new URL('../tools/types-of.mjs', import.meta.url).href)};
    process.stdout.write(await typesOf(JSON.parse(readFileSync(process.argv[1], 'utf8'))));`;
  const document = fileURLToPath(new URL('openapi.json', generated));
  const types = execFileSync(process.execPath, ['--input-type=module', '-e', program, document], { encoding: 'utf8' });
  expect(types).toBe(readFileSync(new URL('schema.ts', generated), 'utf8'));
}, 60_000);

test('a success comes as data, a problem as error', async () => {
  const problem = { type: 'about:blank', title: 'Not Found', status: 404, detail: 'Station a/b does not exist' };
  const server = createServer((request, response) => {
    const found = request.url === '/api/v1/stations?limit=1';
    response.writeHead(found ? 200 : 404, { 'Content-Type': found ? 'application/json' : 'application/problem+json' });
    response.end(JSON.stringify(found ? { items: [], nextCursor: null } : { ...problem, instance: request.url }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = createApiClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  const list = await client.GET('/api/v1/stations', { params: { query: { limit: 1 } } });
  expect(list.data?.items).toEqual([]);
  const one = await client.GET('/api/v1/stations/{stationId}', { params: { path: { stationId: 'a/b' } } });
  expect(one.data).toBeUndefined();
  expect(one.error).toEqual({ ...problem, instance: '/api/v1/stations/a%2Fb' });
  server.closeAllConnections();
  server.close();
});
