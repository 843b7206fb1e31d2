// The guard, asked at every door that there is: not the API document but the router itself says which.
import type { Express, RequestHandler } from 'express';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest } from '../../test/api-under-test.js';
import { rawUpgrade } from '../../test/raw-upgrade.js';
import { upgradeEndpoints } from '../create-app.js';

interface Layer {
  name: string;
  route?: { path: string | string[]; methods: Record<string, boolean> };
  handle: RequestHandler & { stack?: Layer[] };
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const OPEN = ['get /health', 'get /health/live', 'get /health/ready'];

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startApi('SQLite', { AUTH_MODE: 'api-key', ROOT_API_KEY: 'r'.repeat(32) });
});
afterAll(() => api.stop());

const express = (): Express => api.app.getHttpAdapter().getInstance();
const flat = (stack: Layer[]): Layer[] => stack.flatMap((layer) => [layer, ...flat(layer.handle.stack ?? [])]);
const layers = (): Layer[] => flat((express().router as unknown as { stack: Layer[] }).stack);

/** `get /path`, parameters filled in, of every route that does anything without credentials. */
async function openDoors(): Promise<string[]> {
  const doors = layers().flatMap(({ route }) =>
    [route?.path ?? []]
      .flat()
      .flatMap((path) =>
        METHODS.filter((method) => route?.methods[method] === true).map((method) => ({ method, path: filled(path) })),
      ),
  );
  const open = new Set<string>();
  for (const { method, path } of doors) {
    const { status, text, headers } = await supertest(api.server)[method](path);
    const isGuarded = status === 401 && headers['www-authenticate'] === 'Bearer realm="CSMS API"';
    // A handler's own 404 would be a door that opened; the last one's, for what no route took, is none.
    const isNothing = status === 405 || (status === 404 && text.includes(`"Cannot ${method.toUpperCase()} ${path}"`));
    if (!isGuarded && !isNothing) open.add(`${method} ${path}`);
  }
  return [...open].sort();
}

const filled = (path: string): string => path.replaceAll(/[:*]\w+/g, '1');

test('every route but health is guarded: REST, documents, metrics, live events', async () => {
  expect(layers().filter(({ route }) => route !== undefined).length).toBeGreaterThan(60);
  expect(await openDoors()).toEqual(OPEN);
});

test('one that somebody adds past Nest, its guards and its document is found', async () => {
  const problem = { type: 'about:blank', title: 'Not Found', status: 404, detail: 'None such' };
  express().get('/api/v1/sneaky/:id', (_request, response) => {
    response.status(404).type('application/problem+json').send(JSON.stringify(problem));
  });
  // Before the last handler, as a route is that is added while the app is made.
  const { stack } = express().router as unknown as { stack: Layer[] };
  stack.unshift(stack.pop() as Layer);
  expect(await openDoors()).toEqual(['get /api/v1/sneaky/1', ...OPEN]);
  stack.shift();
  expect(await openDoors()).toEqual(OPEN);
});

// A middleware answers without being a route. This list is the review: one that is new must let nobody past the guard.
test('what stands before the routes is what was reviewed', () => {
  const before = layers().filter(({ route }) => route === undefined);
  expect(before.map(({ name }) => name)).toMatchInlineSnapshot(`
    [
      "<anonymous>",
      "middleware",
      "<anonymous>",
      "<anonymous>",
      "protectiveHeaders",
      "<anonymous>",
      "<anonymous>",
      "<anonymous>",
      "<anonymous>",
      "<anonymous>",
      "serveStatic",
      "serveStatic",
      "jsonParser",
      "urlencodedParser",
      "router",
      "router",
      "<anonymous>",
      "<anonymous>",
      "answerNotFound",
    ]
  `);
});

test('every path that is upgraded to a WebSocket asks for credentials', async () => {
  expect(api.server.listenerCount('upgrade')).toBe(1);
  const endpoints = [...upgradeEndpoints(api.app).keys()];
  expect(endpoints.length).toBeGreaterThan(0);
  await supertest(api.server)
    .post('/api/v1/stations')
    .set('Authorization', `Bearer ${'r'.repeat(32)}`)
    .send({ id: 'CS-1' })
    .expect(201);
  for (const path of [...endpoints, '/ocpp/CS-1']) {
    expect({ path, status: (await rawUpgrade(api.origin, path)).status }).toEqual({ path, status: 401 });
  }
  for (const path of ['/', '/api/v1/events', '/metrics', '/api/v1/stations']) {
    expect({ path, status: (await rawUpgrade(api.origin, path)).status }).toEqual({ path, status: 404 });
  }
});
