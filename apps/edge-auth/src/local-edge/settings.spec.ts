import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { readSettings } from './settings.js';

const pageDir = mkdtempSync(join(tmpdir(), 'edge-settings-'));
writeFileSync(join(pageDir, 'index.html'), '');
afterAll(() => rmSync(pageDir, { recursive: true }));

const good = { UPSTREAM_URL: 'http://api:3000', PAGE_DIR: pageDir };

test('what is not said has a default, on loopback', () => {
  expect(readSettings(good)).toEqual({ host: '127.0.0.1', port: 8080, pageDir, upstreamUrl: 'http://api:3000' });
});

test.each([
  ['PORT', { ...good, PORT: 'http' }],
  ['PORT', { ...good, PORT: '65536' }],
  ['UPSTREAM_URL', { PAGE_DIR: pageDir }],
  ['UPSTREAM_URL', { ...good, UPSTREAM_URL: 'api:3000' }],
  ['UPSTREAM_URL', { ...good, UPSTREAM_URL: 'http://api:3000/path' }],
  ['PAGE_DIR', { ...good, PAGE_DIR: join(pageDir, 'none') }],
  ['HOST', { ...good, HOST: '0.0.0.0' }],
])('a wrong %s is named in one line', (name, environment) => {
  const settings = readSettings(environment);
  expect(settings).toEqual({ problem: expect.stringMatching(new RegExp(`^${name}\\b[^\n]*$`)) });
});

test('an address that others reach needs INSECURE_NO_AUTH=1', () => {
  expect(readSettings({ ...good, HOST: '0.0.0.0', INSECURE_NO_AUTH: '1' })).toMatchObject({ host: '0.0.0.0' });
});
