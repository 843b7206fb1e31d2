// `simulate` under each security profile against the API, each its own process, with certificates that openssl has made.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import { spawnApi } from './api-process.js';
import type { ApiProcess } from './api-process.js';

jest.setTimeout(180_000);

const simulate = fileURLToPath(new URL('../../simulator-cli/bin/simulate.mjs', import.meta.url));
const NOT_ACCEPTED = 3;
const SECRET = 'a-secret-of-20-chars';

interface Answer {
  status: number;
  body: { securityProfile: number | null; lastBootAt: string | null };
}

describeWith('OpenSSL', 'simulate against the API, which ends TLS itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-profiles-'));
  const path = (name: string): string => join(folder, name);
  const read = (name: string): string => readFileSync(path(name), 'utf8');
  let open: ApiProcess;
  let secure: ApiProcess;

  function openssl(...args: string[]): void {
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  }

  function issue(name: string): void {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`];
    if (name === 'ca') return openssl('req', '-x509', ...key, '-out', 'ca.pem', '-days', '2', '-subj', '/CN=Test CA');
    openssl('req', ...key, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    writeFileSync(path('extensions'), 'subjectAltName=IP:127.0.0.1\n');
    const ca = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'extensions', '-days', '2'];
    openssl('x509', '-req', '-in', `${name}.csr`, ...ca, '-out', `${name}.pem`);
  }

  const readBody = (text: string): Answer['body'] => JSON.parse(text === '' ? 'null' : text) as Answer['body'];

  /** REST, over TLS under our own authority. */
  function call(api: ApiProcess, method: string, target: string, body?: object): Promise<Answer> {
    if (api === open) {
      const init = { method, headers: { 'Content-Type': 'application/json' } };
      return fetch(api.origin + target, body === undefined ? init : { ...init, body: JSON.stringify(body) }).then(
        async (answer) => ({ status: answer.status, body: readBody(await answer.text()) }),
      );
    }
    return new Promise((resolve, reject) => {
      const options = { method, ca: read('ca.pem'), headers: { 'Content-Type': 'application/json' } };
      const asked = request(api.origin.replace('http:', 'https:') + target, options, (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: readBody(text) }));
      });
      asked.on('error', reject);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  function start(api: ApiProcess, id: string, options: string[]) {
    const url = `${api.origin.replace('http', api === open ? 'ws' : 'wss')}/ocpp`;
    const child = spawn(process.execPath, [simulate, '--url', url, '--id', id, ...options], {
      cwd: folder,
      stdio: 'ignore',
    });
    return { child, exit: once(child, 'exit') as Promise<[number | null]> };
  }

  /** Runs a station until it has booted, and says under which profile. */
  async function profileOf(api: ApiProcess, id: string, ...options: string[]): Promise<number | null> {
    const { child, exit } = start(api, id, options);
    for (;;) {
      const { body } = await call(api, 'GET', `/api/v1/stations/${id}`);
      if (body.lastBootAt !== null || child.exitCode !== null) {
        child.kill();
        await exit;
        return body.lastBootAt === null ? null : body.securityProfile;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** The exit code of a station that gives up soon. */
  async function refusal(api: ApiProcess, id: string, ...options: string[]): Promise<number | null> {
    const [code] = await start(api, id, [...options, '--connect-timeout', '1s']).exit;
    return code;
  }

  beforeAll(async () => {
    for (const name of ['ca', 'server', 'CS-3', 'CS-4']) issue(name);
    writeFileSync(path('password'), `${SECRET}\n`);
    const strict = { STATION_AUTH: 'required', UNKNOWN_STATIONS: 'refuse' };
    const files = {
      TLS_CERT_FILE: path('server.pem'),
      TLS_KEY_FILE: path('server.key'),
      TLS_CLIENT_CA_FILE: path('ca.pem'),
    };
    open = await (await spawnApi(strict)).untilReady();
    secure = await spawnApi({ ...strict, ...files });
    for (;;) {
      const ready = await call(secure, 'GET', '/health/ready').catch(() => null);
      if (ready?.status === 200) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    for (const [api, id, minSecurityProfile] of [
      [open, 'CS-1', 1],
      [secure, 'CS-2', 2],
      [secure, 'CS-3', 3],
    ] as const) {
      expect((await call(api, 'POST', '/api/v1/stations', { id, minSecurityProfile })).status).toBe(201);
      expect((await call(api, 'PUT', `/api/v1/stations/${id}/secret`, { secret: SECRET })).status).toBe(204);
    }
  });
  afterAll(async () => {
    await Promise.all([open.stop(), secure.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  test('profile 1: a password', async () => {
    expect(await refusal(open, 'CS-1', '--password', 'a-wrong-secret-of-it')).toBe(NOT_ACCEPTED);
    expect(await profileOf(open, 'CS-1', '--security-profile', '1', '--password-file', 'password')).toBe(1);
  });

  test('profile 2: a password over TLS', async () => {
    const options = ['--security-profile', '2', '--ca', 'ca.pem', '--password-file', 'password'];
    expect(await profileOf(secure, 'CS-2', ...options)).toBe(2);
  });

  test("profile 3: its own certificate; another station's, and the password, are not enough", async () => {
    const certificate = (name: string) => ['--ca', 'ca.pem', '--cert', `${name}.pem`, '--key', `${name}.key`];
    expect(await refusal(secure, 'CS-3', '--ca', 'ca.pem', '--password-file', 'password')).toBe(NOT_ACCEPTED);
    expect(await refusal(secure, 'CS-3', ...certificate('CS-4'))).toBe(NOT_ACCEPTED);
    expect(await profileOf(secure, 'CS-3', '--security-profile', '3', ...certificate('CS-3'))).toBe(3);
  });
});
