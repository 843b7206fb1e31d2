import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest } from '../../test/api-under-test.js';

// A dot in the path: some file servers refuse such folders.
const pageDir = join(mkdtempSync(join(tmpdir(), 'simulator-page-')), '.built');
let api: ApiUnderTest;

beforeAll(async () => {
  mkdirSync(join(pageDir, 'assets'), { recursive: true });
  writeFileSync(join(pageDir, 'index.html'), '<title>the page</title>');
  writeFileSync(join(pageDir, 'favicon.svg'), '<svg/>');
  writeFileSync(join(pageDir, 'assets', 'index-abc.js'), 'export {};');
  api = await startApi('SQLite', { PAGE_DIR: pageDir });
});
afterAll(async () => {
  await api.stop();
  rmSync(join(pageDir, '..'), { recursive: true, force: true });
});

const get = (path: string, accept = 'text/html,application/xhtml+xml,*/*;q=0.8') =>
  supertest(api.server).get(path).set('Accept', accept);

describe('the page', () => {
  test.each(['/', '/stations/DEMO-1', '/index.html'])('%s gives the page, asked for anew each time', async (path) => {
    const { text, headers } = await get(path).expect(200).expect('Content-Type', /html/);
    expect(text).toContain('the page');
    expect(headers['cache-control']).toBe('no-cache');
  });

  test('its policy allows no eval, no inline code, and WebSockets to any central system', async () => {
    const policy = (await get('/').expect(200)).headers['content-security-policy'];
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("connect-src 'self' ws: wss:");
    expect(policy).toContain("worker-src 'self'");
    expect(policy).toContain("style-src 'self'");
  });

  test('hashed assets may be kept for ever, other files not', async () => {
    const asset = await get('/assets/index-abc.js', '*/*')
      .expect(200)
      .expect('Content-Type', /javascript/);
    expect(asset.headers['cache-control']).toContain('immutable');
    expect((await get('/favicon.svg', '*/*').expect(200)).headers['cache-control']).toBe('no-cache');
  });

  test.each(['/assets/missing.js', '/assets/missing', '/missing.png'])('%s is 404, not the page', (path) =>
    get(path)
      .expect(404)
      .expect('Content-Type', /problem\+json/),
  );

  test('an API path is never the page', async () => {
    await get('/api/v1/nonsense')
      .expect(404)
      .expect('Content-Type', /problem\+json/);
    await get('/ocpp/CS-1').expect(426);
  });

  test.each(['/../package.json', '/..%2fpackage.json', '/%2e%2e/package.json'])(
    '%s does not leave the folder',
    async (path) => {
      const response = await get(path, '*/*');
      expect(response.status).toBeGreaterThanOrEqual(400);
    },
  );
});

test('without a built page the server says how to build it', async () => {
  const bare = await startApi('SQLite', { PAGE_DIR: join(pageDir, 'nothing') });
  const { text } = await supertest(bare.server).get('/').set('Accept', 'text/html').expect(503);
  expect(text).toContain('nx build simulator-ui');
  await bare.stop();
});
