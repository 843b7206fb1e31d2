import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest } from '../../test/api-under-test.js';

const COMMITTED = new URL('../../../../libs/api-client/src/generated/openapi.json', import.meta.url);

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

// Out of date? Build the API, then: npm run generate -w libs/api-client
test('the document that the client was generated from is the one that the API serves', async () => {
  const { body } = await supertest(api.server).get('/api/openapi.json').expect(200);
  expect(JSON.parse(readFileSync(COMMITTED, 'utf8'))).toEqual(body);
});
