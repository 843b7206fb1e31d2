// The check itself: each way not to be as documented is found.
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { OpenAPIObject } from '@nestjs/swagger';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Contract } from './contract.js';

const thing = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    at: { type: 'string', format: 'date-time' },
    inner: { $ref: '#/components/schemas/Inner' },
  },
  required: ['id'],
};
const json = (name: string) => ({ 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } });
const text = { schema: { type: 'string' } };
const document = {
  openapi: '3.1.0',
  info: { title: '', version: '' },
  components: {
    schemas: { Thing: thing, Inner: { type: 'object', properties: { a: { type: 'string' } } }, Problem: thing },
    responses: { Missing: { description: '', content: json('Problem') } },
  },
  paths: {
    '/api/v1/things/{id}': {
      get: {
        operationId: 'getThing',
        parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer' } }],
        responses: {
          200: { description: '', content: json('Thing'), headers: { ETag: { required: true, ...text } } },
          204: { description: '' },
          404: { $ref: '#/components/responses/Missing' },
        },
      },
      put: {
        operationId: 'putThing',
        requestBody: { content: json('Thing') },
        responses: { 200: { description: '', content: { 'text/plain': text } } },
      },
    },
  },
} as unknown as OpenAPIObject;

const THING = '/api/v1/things/1';
let answer: RequestListener;
const server = createServer((request, response) => answer(request, response));
const contract = new Contract(() => document);
let origin: string;
beforeAll(async () => {
  contract.watch(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  contract.violations.splice(0);
});

async function violationsOf(
  status: number,
  body: unknown,
  headers: Record<string, string>,
  path = THING,
  method = 'GET',
) {
  answer = (request, response) => {
    Object.assign(request, { body: method === 'PUT' ? { id: 'x' } : undefined });
    response.statusCode = status;
    response.setHeaders(new Map(Object.entries({ 'content-type': 'application/json', ...headers })));
    response.end(body === undefined ? undefined : JSON.stringify(body));
  };
  await (await fetch(`${origin}${path}`, { method })).arrayBuffer();
  return contract.violations;
}
const etag = { etag: '"1"' };

test('what is as documented is no violation, and counts as exercised', async () => {
  expect(await violationsOf(200, { id: 1, at: '2026-01-01T00:00:00Z', inner: { a: 'x' } }, etag)).toEqual([]);
  expect(await violationsOf(404, { id: 1 }, {})).toEqual([]);
  expect(await violationsOf(404, { id: 1 }, {}, '/api/v1/nothing')).toEqual([]);
  expect(await violationsOf(500, undefined, {}, '/elsewhere')).toEqual([]);
  expect([...contract.exercised]).toEqual(['getThing 200', 'getThing 404']);
});

test.each<[string, number, unknown, Record<string, string>, RegExp, string?, string?]>([
  ['a status', 201, { id: 1 }, {}, /status is not documented/],
  ['a content type', 200, { id: 1 }, { ...etag, 'content-type': 'text/html' }, /type text\/html is not documented/],
  ['a field too many', 200, { id: 1, x: 1 }, etag, /additional properties.*"x"/],
  ['a field too many, deeper', 200, { id: 1, inner: { b: 1 } }, etag, /\/inner must NOT have additional/],
  ['a field too few', 200, {}, etag, /required property 'id'/],
  ['a field of another type', 200, { id: '1' }, etag, /\/id must be integer/],
  ['a time that is none', 200, { id: 1, at: 'now' }, etag, /\/at must match format/],
  ['a header too few', 200, { id: 1 }, {}, /ETag is documented and missing/],
  ['a header too many', 404, { id: 1 }, { location: '/x' }, /location comes and is not documented/],
  ['an error of another shape', 404, { error: 'x' }, {}, /required property 'id'/],
  ['a parameter', 200, { id: 1 }, etag, /accepts the parameter q/, '/api/v1/things/1?q=1'],
  ['a parameter of another type', 200, { id: 1 }, etag, /\/limit must be integer/, '/api/v1/things/1?limit=many'],
  ['a body that is accepted', 200, 'x', { 'content-type': 'text/plain' }, /\/id must be integer/, THING, 'PUT'],
  ['a path', 200, { id: 1 }, {}, /404 is due/, '/api/v1/others'],
  ['a method', 200, { id: 1 }, {}, /405 is due/, THING, 'DELETE'],
])('%s that is not documented is found', async (_what, status, body, headers, problem, ...[path, method]) => {
  expect((await violationsOf(status, body, headers, path, method)).join('\n')).toMatch(problem);
});
