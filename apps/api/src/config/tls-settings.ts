import { createPrivateKey, X509Certificate } from 'node:crypto';
import { StartupError } from './startup-error.js';

export interface TlsSettings {
  /** To serve HTTPS with, as PEM; null: HTTP. */
  server: { cert: string; key: string } | null;
  /** Whose client certificates count: PEM of each, root or intermediate. Empty: a proxy has checked them. */
  clientAuthorities: string[];
}

interface Values {
  TLS_CERT?: string | undefined;
  TLS_KEY?: string | undefined;
  TLS_CLIENT_CA?: string | undefined;
  CLIENT_CERTIFICATE_HEADER?: string | undefined;
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** @throws StartupError for what does not fit together; it repeats no key. */
export function readTlsSettings(values: Values): TlsSettings {
  const { TLS_CERT: cert, TLS_KEY: key, TLS_CLIENT_CA: authorities } = values;
  if ((cert === undefined) !== (key === undefined))
    throw wrong('TLS_CERT and TLS_KEY go together: set both, or neither');
  const server = cert === undefined || key === undefined ? null : { cert, key };
  if (server !== null) checkPair(server);
  if (authorities === undefined) return { server, clientAuthorities: [] };
  if (server === null && values.CLIENT_CERTIFICATE_HEADER === undefined) {
    throw wrong(
      'TLS_CLIENT_CA is set, but nothing asks for client certificates. Set TLS_CERT and TLS_KEY, or CLIENT_CERTIFICATE_HEADER',
    );
  }
  const certificates = certificatesOf('TLS_CLIENT_CA', authorities);
  const [leaf] = certificates.filter((each) => !each.ca);
  if (leaf !== undefined)
    throw wrong(`TLS_CLIENT_CA holds a certificate that is no authority's: ${oneLine(leaf.subject)}`);
  return { server, clientAuthorities: certificates.map(String) };
}

function checkPair({ cert, key }: { cert: string; key: string }): void {
  const [own] = certificatesOf('TLS_CERT', cert);
  let isPair: boolean | undefined;
  try {
    isPair = own?.checkPrivateKey(createPrivateKey(key));
  } catch {
    throw wrong('TLS_KEY is no PEM private key, or an encrypted one. Decrypt it: openssl pkey');
  }
  if (isPair !== true) throw wrong('TLS_KEY is not the key of the first certificate in TLS_CERT');
}

function certificatesOf(name: string, text: string): X509Certificate[] {
  try {
    const certificates = (text.match(PEM_CERTIFICATE) ?? []).map((block) => new X509Certificate(block));
    if (certificates.length > 0) return certificates;
  } catch {
    throw wrong(`${name} holds a damaged certificate`);
  }
  throw wrong(`${name} holds no PEM certificate (-----BEGIN CERTIFICATE-----)`);
}

const oneLine = (subject: string): string => subject.replaceAll('\n', ', ');

const wrong = (problem: string): StartupError => new StartupError(`Cannot start: ${problem}.`);
