// What is wrong with passwords and certificates is said before anything runs.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeWith, findBinary } from '@simulator/test-services';
import { TestCa } from '../test/certificates.js';
import type { CertificateFiles } from '../test/certificates.js';
import { readSecurity } from './security.js';
import type { RawSecurity } from './security.js';

const directory = mkdtempSync(join(tmpdir(), 'security-'));
const ws = 'ws://127.0.0.1/ocpp';
const wss = 'wss://127.0.0.1/ocpp';
let ca: TestCa;
let own: CertificateFiles;
let other: CertificateFiles;
let expired: CertificateFiles;

beforeAll(() => {
  if (findBinary('openssl') === null) return;
  ca = new TestCa(directory);
  own = ca.issue('own');
  other = ca.issue('other');
  expired = ca.issue('expired', { days: -1 });
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

describeWith('OpenSSL', 'the security profile (OCPP security whitepaper §3)', () => {
  test.each<[number, () => RawSecurity, string]>([
    [0, () => ({}), ws],
    [0, () => ({}), wss],
    [1, () => ({ password: 'secret' }), ws],
    [2, () => ({ password: 'secret', ca: ca.cert }), wss],
    [3, () => ({ ...own, ca: ca.cert }), wss],
  ])('%i follows from what is given, and may be said', (profile, raw, url) => {
    expect(readSecurity(raw(), url).profile).toBe(profile);
    expect(readSecurity({ ...raw(), securityProfile: profile }, url).profile).toBe(profile);
  });

  test.each<[number, () => RawSecurity, string, string]>([
    [0, () => ({ password: 'secret' }), ws, 'leave --password'],
    [1, () => ({}), ws, 'give --password or --password-file'],
    [1, () => ({ password: 'secret' }), wss, 'use a ws:// URL, or --security-profile 2'],
    [2, () => ({ password: 'secret' }), ws, 'use a wss:// URL'],
    [2, () => ({}), wss, 'give --password or --password-file'],
    [3, () => ({ password: 'secret' }), wss, 'give --cert and --key'],
  ])('%i is refused when it does not fit', (securityProfile, raw, url, problem) => {
    expect(() => readSecurity({ ...raw(), securityProfile }, url)).toThrow(problem);
  });
});

describeWith('OpenSSL', 'files', () => {
  test('a password file is read without its last line break', () => {
    expect(readSecurity({ passwordFile: file('password', 'p:ä \r\n') }, ws).password).toBe('p:ä ');
  });

  test.each<[string, () => RawSecurity, string]>([
    [
      'an absent password file',
      () => ({ passwordFile: '/nowhere/password' }),
      '/nowhere/password: there is no such file',
    ],
    ['an empty password file', () => ({ passwordFile: file('empty', '\n') }), 'it must hold the password'],
    ['two passwords', () => ({ passwordFile: file('two', 'a\nb\n') }), 'in one line'],
    ['a directory', () => ({ ca: directory }), 'it is a directory'],
    ['a CA that is none', () => ({ ca: file('ca.txt', 'hello') }), 'holds no PEM certificate'],
    [
      'a damaged certificate',
      () => ({ ca: file('damaged.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n') }),
      'is damaged',
    ],
    ['a certificate without its key', () => ({ cert: own.cert }), 'give both, or neither'],
    [
      'key and certificate of different pairs',
      () => ({ cert: own.cert, key: other.key }),
      'is not that of the certificate',
    ],
    ['files the wrong way round', () => ({ cert: own.key, key: own.cert }), 'holds no PEM certificate'],
    ['a key that is none', () => ({ cert: own.cert, key: own.cert }), 'holds no PEM private key'],
    ['an expired certificate', () => expired, 'expired on'],
  ])('%s is one line', (_, raw, problem) => {
    let message = '';
    try {
      readSecurity(raw(), wss);
    } catch (error) {
      ({ message } = error as Error);
    }
    expect(message).toContain(problem);
    expect(message).not.toContain('\n');
  });

  test('certificates without TLS are refused', () => {
    expect(() => readSecurity({ ca: ca.cert }, ws)).toThrow('--ca needs a URL that starts with wss://');
  });
});
