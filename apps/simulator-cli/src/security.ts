// Security profiles 0 to 3 (OCPP security whitepaper §3): what the command line says about them, read and checked before anything runs.
import { X509Certificate, createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TlsOptions } from '@simulator/station-runner/node';

export interface RawSecurity {
  securityProfile?: number;
  password?: string;
  passwordFile?: string;
  ca?: string;
  cert?: string;
  key?: string;
}

export interface Security {
  profile: number;
  password?: string;
  tls: TlsOptions;
}

/** @throws Error of one line that says what to do */
export function readSecurity(raw: RawSecurity, url: string, now: number = Date.now()): Security {
  const isTls = url.startsWith('wss:');
  const password = raw.passwordFile === undefined ? raw.password : readPassword(raw.passwordFile);
  for (const name of ['ca', 'cert', 'key'] as const) {
    if (raw[name] !== undefined && !isTls) throw new Error(`--${name} needs a URL that starts with wss://`);
  }
  const tls: TlsOptions = raw.ca === undefined ? {} : { ca: readCa(raw.ca) };
  if ((raw.cert === undefined) !== (raw.key === undefined)) {
    throw new Error('--cert and --key go together: give both, or neither');
  }
  if (raw.cert !== undefined && raw.key !== undefined) Object.assign(tls, readOwnCertificate(raw.cert, raw.key, now));
  const security = { profile: 0, tls, ...(password === undefined ? {} : { password }) };
  return { ...security, profile: profileOf(raw.securityProfile, security, isTls) };
}

function profileOf(wanted: number | undefined, { password, tls }: Security, isTls: boolean): number {
  const found = tls.cert !== undefined ? 3 : password === undefined ? 0 : isTls ? 2 : 1;
  if (wanted === undefined || wanted === found) return found;
  throw new Error(`--security-profile ${wanted}: ${lackOf(wanted, { isTls, password, cert: tls.cert })}`);
}

function lackOf(wanted: number, given: { isTls: boolean; password: string | undefined; cert: string | undefined }) {
  if (wanted === 0) return 'it has no password and no certificate; leave --password, --cert and --key out';
  if (wanted === 1 && given.isTls) return 'it is without TLS: use a ws:// URL, or --security-profile 2';
  if (wanted > 1 && !given.isTls) return 'it needs TLS: use a wss:// URL';
  if (wanted === 3) return 'it needs the station’s certificate: give --cert and --key';
  if (given.password === undefined) return 'it needs a password: give --password or --password-file';
  return 'it has no client certificate; leave --cert and --key out, or use --security-profile 3';
}

function readPassword(path: string): string {
  const text = readText('--password-file', path).replace(/\r?\n$/, '');
  if (text === '') throw new Error(`--password-file: ${path} is empty; it must hold the password`);
  if (/[\r\n]/.test(text)) throw new Error(`--password-file: ${path} must hold the password alone, in one line`);
  return text;
}

function readCa(path: string): string {
  const text = readText('--ca', path);
  certificatesIn('--ca', path, text);
  return text;
}

function readOwnCertificate(certPath: string, keyPath: string, now: number): TlsOptions {
  const cert = readText('--cert', certPath);
  const own = certificatesIn('--cert', certPath, cert)[0]!;
  if (Date.parse(own.validTo) < now) {
    throw new Error(`--cert: the certificate in ${certPath} expired on ${own.validTo}; have a new one made`);
  }
  if (Date.parse(own.validFrom) > now) {
    throw new Error(`--cert: the certificate in ${certPath} is valid only from ${own.validFrom} on; look at the clock`);
  }
  const key = readText('--key', keyPath);
  if (!own.checkPrivateKey(privateKeyIn(keyPath, key))) {
    throw new Error(`--key: the key in ${keyPath} is not that of the certificate in ${certPath}`);
  }
  return { cert, key };
}

function privateKeyIn(path: string, text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch (cause) {
    const what = /ENCRYPTED/.test(text) ? 'is encrypted; decrypt it first (openssl pkey)' : 'holds no PEM private key';
    throw new Error(`--key: ${path} ${what}`, { cause });
  }
}

const pemForm = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function certificatesIn(option: string, path: string, text: string): X509Certificate[] {
  const blocks = text.match(pemForm);
  if (blocks === null) throw new Error(`${option}: ${path} holds no PEM certificate (-----BEGIN CERTIFICATE-----)`);
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch (cause) {
    throw new Error(`${option}: a certificate in ${path} is damaged`, { cause });
  }
}

function readText(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = { ENOENT: 'there is no such file', EACCES: 'it may not be read', EISDIR: 'it is a directory' };
    throw new Error(`${option}: ${path}: ${why[code as keyof typeof why] ?? message}`, { cause: error });
  }
}
