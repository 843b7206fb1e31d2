// The bundle that goes to AWS: CloudFront's limits and our own budget, and what its builder says to a wrong configuration.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import { VIEWER_REQUEST_BUNDLE_BUDGET_BYTES } from '@simulator/deployment';

const app = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'edge-bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

const forAws = {
  origins: ['https://simulator.example.com'],
  secret: { id: 'edge-login', region: 'us-east-1' },
  login: { kind: 'oidc', issuer: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_X', clientId: 'abc' },
};
const variants = { oidc: forAws, basic: { ...forAws, login: { kind: 'basic' } } };

function bundle(name, config) {
  const [file, out] = [join(folder, `${name}.json`), join(folder, name, 'index.mjs')];
  writeFileSync(file, typeof config === 'string' ? config : JSON.stringify(config));
  const words = [
    '--conditions=source',
    '--import',
    'tsx',
    join(app, 'tools/bundle.mjs'),
    '--config',
    file,
    '--out',
    out,
  ];
  const { status, stderr } = spawnSync(process.execPath, words, {
    encoding: 'utf8',
    cwd: app,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return { status, stderr, out };
}

describe.each(Object.entries(variants))('the bundle for AWS, %s', (name, config) => {
  const { status, stderr, out } = bundle(name, config);
  const text = status === 0 ? readFileSync(out, 'utf8') : '';

  test('is built, and small: it is loaded at every cold start', () => {
    expect([status, stderr]).toEqual([0, '']);
    expect(gzipSync(text, { level: 9 }).length).toBeLessThanOrEqual(VIEWER_REQUEST_BUNDLE_BUDGET_BYTES);
  });

  test('needs nothing but Node', () => {
    const imported = [...text.matchAll(/(?:from|import\(|require\()\s*["']([^"']+)["']/g)].map(([, module]) => module);
    expect(imported.filter((module) => !module.startsWith('node:'))).toEqual([]);
  });

  test('reads no environment variable: Lambda@Edge has none but the credentials that the runtime sets', () => {
    const reads = [...text.matchAll(/\{([^{}]*)\}=process\.env|process\.env(?:\.(\w+)|\[)?/g)];
    const names = reads.flatMap(([, several = '', one = '']) => [
      ...several.split(',').map((part) => part.split(':')[0]),
      one,
    ]);
    const credentials = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
    expect([...new Set(names.filter(Boolean))].toSorted()).toEqual(credentials);
  });

  test('holds the other variant no more', () => {
    expect(text.includes('scrypt$')).toBe(name === 'basic');
    expect(text.includes('code_challenge')).toBe(name === 'oidc');
  });

  test('refuses a stranger when it is run as CloudFront runs it', async () => {
    const program = `
      const { handler } = await import(${JSON.stringify(pathToFileURL(out).href)});
      const headers = { host: [{ key: 'Host', value: 'simulator.example.com' }] };
      const request = { clientIp: '203.0.113.1', method: 'GET', uri: '/', querystring: '', headers };
      process.stdout.write = () => true;
      const { status } = await handler({ Records: [{ cf: { config: {}, request } }] });
      process.exit(status === '503' || status === '401' ? 0 : 1);`;
    // No credentials and no network of AWS here: it fails closed.
    const env = { PATH: process.env.PATH, AWS_REGION: 'us-east-1', https_proxy: 'http://127.0.0.1:1' };
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8', env });
    expect([run.status, run.stderr]).toEqual([0, '']);
  });
});

describe('a wrong configuration stops the build with one line that names the key', () => {
  test.each([
    ['no JSON', '{', 'cannot be read'],
    ['no origins', { ...forAws, origins: [] }, 'origins'],
    ['http on the internet', { ...forAws, origins: ['http://simulator.example.com'] }, 'origins.0'],
    ['a path in an origin', { ...forAws, origins: ['https://simulator.example.com/'] }, 'origins.0'],
    ['any port on the internet', { ...forAws, origins: ['https://simulator.example.com:*'] }, 'origins.0'],
    ['no login', { ...forAws, login: { kind: 'none' } }, 'login.kind'],
    ['an issuer that is no URL', { ...forAws, login: { ...forAws.login, issuer: 'cognito' } }, 'login.issuer'],
    ['a key that does not exist', { ...forAws, login: { ...forAws.login, clientSecret: 'x' } }, 'login'],
  ])('%s', (title, config, key) => {
    const { status, stderr } = bundle('wrong', config);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Cannot bundle the edge: [^\n]*\n$/);
    expect(stderr).toContain(key);
  });
});
