// Security profiles 0 to 3 on real sockets: who gets in, and what those who do not are told.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { describeWith, findBinary } from '@simulator/test-services';
import { TestCa, serverOptions } from '../../test/certificates.js';
import { CsmsServer } from '../../test/csms-server.js';
import { createProgram } from '../options.js';
import type { Task } from '../tasks.js';
import { simulate } from './simulate.js';

jest.setTimeout(30_000);

const directory = mkdtempSync(join(tmpdir(), 'profiles-'));
let ca: TestCa;
let stranger: TestCa;
let csms: CsmsServer | undefined;

beforeAll(() => {
  if (findBinary('openssl') === null) return;
  ca = new TestCa(directory);
  stranger = new TestCa(directory, 'stranger');
});

afterEach(async () => {
  await csms?.close();
  csms = undefined;
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const silent = { entry: () => undefined, note: () => undefined, progress: () => undefined, result: () => undefined };

/** Of those that get in, which need not wait for it. */
const patient = ['--connect-timeout', '20'];

/** Online for a moment. Resolves to 'done', or to the line that a person reads. */
async function connect(...args: string[]): Promise<string> {
  let task: Task | undefined;
  const program = createProgram(async (given) => void (task = given));
  await program.parseAsync(['-i', 'S1', '--duration', '0.3', '--connect-timeout', '3', ...args], { from: 'user' });
  if (task?.kind !== 'station') throw new Error('no station');
  // Long enough for the handshake: the time limit begins with the start.
  const options = { ...task.options, durationMs: Infinity };
  let interrupt: (signal: 'SIGINT') => void = () => undefined;
  const interrupted = new Promise<'SIGINT'>((resolve) => (interrupt = resolve));
  const server = csms!;
  const timer = setInterval(() => server.of('BootNotification').length > 0 && interrupt('SIGINT'), 20);
  try {
    const exitCode = await simulate(options, silent, interrupted);
    return exitCode === 130 ? 'done' : String(exitCode);
  } catch (error) {
    return (error as Error).message;
  } finally {
    clearInterval(timer);
  }
}

const tlsFrom = (issuer: TestCa, name: string, given: { days?: number; address?: string } = {}) =>
  serverOptions(issuer.issue(name, given));

describeWith('OpenSSL', 'profile 1: password', () => {
  test('from a file', async () => {
    csms = await CsmsServer.start({ password: 'secret' });
    const path = join(directory, 'password');
    writeFileSync(path, 'secret\n');
    expect(await connect('-u', csms.url, '--password-file', path, '--security-profile', '1', ...patient)).toBe('done');
  });

  test('none given: 401 says what to give; a wrong one: that it is wrong', async () => {
    csms = await CsmsServer.start({ password: 'secret' });
    expect(await connect('-u', csms.url)).toMatch(
      /HTTP 401 Unauthorized – give the station’s password with --password/,
    );
    expect(await connect('-u', csms.url, '--password', 'other')).toMatch(/HTTP 401 Unauthorized – the password is not/);
  });
});

describeWith('OpenSSL', 'profile 2: TLS', () => {
  test('a CSMS whose CA is given', async () => {
    csms = await CsmsServer.start({ tls: tlsFrom(ca, 'server'), password: 'secret' });
    const args = ['-u', csms.url, '--ca', ca.cert, '--password', 'secret', '--security-profile', '2'];
    expect(await connect(...args, ...patient)).toBe('done');
  });

  test('a CSMS that is not trusted', async () => {
    csms = await CsmsServer.start({ tls: tlsFrom(ca, 'server') });
    expect(await connect('-u', csms.url)).toMatch(/UNABLE_TO_VERIFY_LEAF_SIGNATURE\) – .*--ca/);
    expect(await connect('-u', csms.url, '--ca', stranger.cert)).toMatch(/– .*not trusted.*--ca/);
  });

  test('a certificate that has expired', async () => {
    csms = await CsmsServer.start({ tls: tlsFrom(ca, 'old', { days: -1 }) });
    expect(await connect('-u', csms.url, '--ca', ca.cert)).toMatch(/CERT_HAS_EXPIRED\) – renew/);
  });

  test('a certificate for another host', async () => {
    csms = await CsmsServer.start({ tls: tlsFrom(ca, 'elsewhere', { address: '127.0.0.9' }) });
    expect(await connect('-u', csms.url, '--ca', ca.cert)).toMatch(/ALTNAME_INVALID\) – use the host name/);
  });

  test('no TLS where it is expected, and the other way round', async () => {
    csms = await CsmsServer.start();
    expect(await connect('-u', csms.url.replace('ws:', 'wss:'))).toContain('– there is no TLS on that port: try ws://');
    await csms.close();
    csms = await CsmsServer.start({ tls: tlsFrom(ca, 'server') });
    expect(await connect('-u', csms.url.replace('wss:', 'ws:'))).toContain('does it want wss://');
  });
});

describeWith('OpenSSL', 'profile 3: client certificate', () => {
  const demanding = () => ({
    ...tlsFrom(ca, 'server'),
    requestCert: true,
    rejectUnauthorized: true,
    ca: readFileSync(ca.cert, 'utf8'),
  });

  test('a certificate that the CSMS trusts', async () => {
    csms = await CsmsServer.start({ tls: demanding() });
    const { cert, key } = ca.issue('S1');
    const args = ['-u', csms.url, '--ca', ca.cert, '--cert', cert, '--key', key, '--security-profile', '3'];
    expect(await connect(...args, ...patient)).toBe('done');
  });

  test('none, and one of a stranger: what to do', async () => {
    csms = await CsmsServer.start({ tls: demanding() });
    expect(await connect('-u', csms.url, '--ca', ca.cert)).toMatch(/ – .*client certificate/);
    const { cert, key } = stranger.issue('S1-strange');
    const args = ['-u', csms.url, '--ca', ca.cert, '--cert', cert, '--key', key];
    expect(await connect(...args)).toMatch(/ – .*certificate/);
  });
});
