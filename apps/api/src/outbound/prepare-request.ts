// From what a caller asks for to what is put on the wire, or what is wrong with it.
import { createSecureContext } from 'node:tls';
import type { SecureContext } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import type { FieldProblem } from '../http/problem.js';
import { TOKEN } from './connection-request.dto.js';
import type { ConnectionRequest } from './connection-request.dto.js';
import { readTarget } from './target.js';
import type { Target } from './target.js';

export interface PreparedRequest {
  target: Target;
  subprotocols: string[];
  headers: Record<string, string>;
  secureContext: SecureContext;
  /** What is told of, without telling it. */
  sends: { credentials: boolean; clientCertificate: boolean };
}

const MAX_HEADERS = 32;
const MAX_HEADER_BYTES = 8192;

/** Those of the connection and of the handshake. A second Host or Content-Length would make two readers see two requests. */
const OWN_HEADERS =
  /^(host|connection|upgrade|sec-.*|proxy-.*|content-.*|transfer-encoding|te|trailer|expect|keep-alive|http2-settings)$/i;
/** RFC 9110 §5.5, and nothing that a server could read as the end of a line. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

export function prepareRequest(request: ConnectionRequest): PreparedRequest | { problems: FieldProblem[] } {
  const target = readTarget(request.url);
  const problems = headerProblems(request.headers ?? {}, request.basic !== undefined);
  if ('problem' in target) problems.push({ field: 'url', detail: target.problem });
  const secureContext = secureContextOf(request);
  if ('problem' in secureContext) problems.push({ field: secureContext.field, detail: secureContext.problem });
  if (problems.length > 0 || 'problem' in target || 'problem' in secureContext) return { problems };
  const headers = { ...request.headers, ...basicHeader(request) };
  return {
    target,
    subprotocols: request.subprotocols,
    headers,
    secureContext: secureContext.context,
    sends: {
      credentials: Object.keys(headers).some((name) => name.toLowerCase() === 'authorization'),
      clientCertificate: request.clientCertificate !== undefined,
    },
  };
}

function basicHeader({ basic }: ConnectionRequest): { Authorization?: string } {
  if (basic === undefined) return {};
  const credentials = Buffer.from(`${basic.username}:${basic.password}`, 'utf8');
  return { Authorization: `Basic ${credentials.toString('base64')}` };
}

function headerProblems(headers: Record<string, unknown>, hasBasic: boolean): FieldProblem[] {
  const entries = Object.entries(headers);
  const bytes = entries.reduce((sum, [name, value]) => sum + name.length + String(value).length + 4, 0);
  if (entries.length > MAX_HEADERS) return [{ field: 'headers', detail: `has more than ${MAX_HEADERS}` }];
  if (bytes > MAX_HEADER_BYTES) return [{ field: 'headers', detail: `is longer than ${MAX_HEADER_BYTES} bytes` }];
  const seen = new Set<string>();
  return entries.flatMap(([name, value]) => {
    const detail = headerProblem(name, value, seen, hasBasic);
    seen.add(name.toLowerCase());
    return detail === null ? [] : [{ field: `headers/${name}`, detail }];
  });
}

function headerProblem(name: string, value: unknown, seen: Set<string>, hasBasic: boolean): string | null {
  if (!TOKEN.test(name)) return 'is no name of a header (RFC 9110 §5.1)';
  if (OWN_HEADERS.test(name)) return 'belongs to the connection or its handshake and cannot be given';
  if (seen.has(name.toLowerCase())) return 'is given twice';
  if (hasBasic && name.toLowerCase() === 'authorization') return 'cannot be given beside `basic`';
  if (typeof value !== 'string') return 'must be a string';
  return HEADER_VALUE.test(value) ? null : 'has a character that a header cannot carry, such as a line break';
}

let plainContext: SecureContext | undefined;

type ContextReading = { context: SecureContext } | { field: string; problem: string };

function secureContextOf({ clientCertificate, trustedCertificates }: ConnectionRequest): ContextReading {
  if (clientCertificate === undefined && trustedCertificates === undefined) {
    // Shared: a context of its own costs each connection tens of kilobytes.
    return { context: (plainContext ??= createSecureContext()) };
  }
  if (trustedCertificates !== undefined && !isCertificate(trustedCertificates)) {
    return { field: 'trustedCertificates', problem: 'is no certificate in PEM (-----BEGIN CERTIFICATE-----)' };
  }
  if (clientCertificate !== undefined && !isCertificate(clientCertificate.certificate)) {
    return {
      field: 'clientCertificate/certificate',
      problem: 'is no certificate in PEM (-----BEGIN CERTIFICATE-----)',
    };
  }
  const { certificate: cert, key } = clientCertificate ?? {};
  try {
    return { context: createSecureContext({ cert, key, ca: trustedCertificates }) };
  } catch (error) {
    const isMismatch = (error as NodeJS.ErrnoException).code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH';
    const problem = isMismatch
      ? 'does not belong to the certificate'
      : 'cannot be read; give the private key in PEM, without a passphrase';
    return { field: 'clientCertificate/key', problem };
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
