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
  expect(readSettings(good)).toEqual({
    host: '127.0.0.1',
    port: 8080,
    page: { dir: pageDir },
    upstreamUrl: 'http://api:3000',
    apiHost: 'api.localhost',
    tls: null,
  });
});

test('certificates are read from files; client certificates are asked for where their authority is given', () => {
  const [cert, key, ca] = ['cert', 'key', 'ca'].map((name) => join(pageDir, name));
  for (const file of [cert, key, ca]) writeFileSync(file!, String(file));
  const tls = { TLS_CERT_FILE: cert, TLS_KEY_FILE: key };
  expect(readSettings({ ...good, ...tls })).toMatchObject({ tls: { cert, key, clientCa: null } });
  expect(readSettings({ ...good, ...tls, CLIENT_CA_FILE: ca })).toMatchObject({ tls: { cert, key, clientCa: ca } });
});

test('the page may come from Vite’s development server', () => {
  expect(readSettings({ ...good, PAGE_URL: 'http://page:5173' })).toMatchObject({ page: { url: 'http://page:5173' } });
});

test.each([
  ['PORT', { ...good, PORT: 'http' }],
  ['PORT', { ...good, PORT: '65536' }],
  ['UPSTREAM_URL', { PAGE_DIR: pageDir }],
  ['UPSTREAM_URL', { ...good, UPSTREAM_URL: 'api:3000' }],
  ['UPSTREAM_URL', { ...good, UPSTREAM_URL: 'http://api:3000/path' }],
  ['PAGE_DIR', { ...good, PAGE_DIR: join(pageDir, 'none') }],
  ['PAGE_URL', { ...good, PAGE_URL: 'page:5173' }],
  ['API_HOST', { ...good, API_HOST: 'http://api' }],
  ['TLS_CERT_FILE', { ...good, TLS_CERT_FILE: join(pageDir, 'index.html') }],
  ['TLS_CERT_FILE', { ...good, TLS_CERT_FILE: join(pageDir, 'none'), TLS_KEY_FILE: join(pageDir, 'none') }],
])('a wrong %s is named in one line', (name, environment) => {
  const settings = readSettings(environment);
  expect(settings).toEqual({ problem: expect.stringMatching(new RegExp(`^${name}\\b[^\n]*$`)) });
});
