// Client certificates in headers, as proxies write them. X.509 itself is read by Node.
import { X509Certificate } from 'node:crypto';

/** The client's certificate, and those above it that came along. */
export interface CertificateChain {
  leaf: X509Certificate;
  issuers: X509Certificate[];
}

/** A structured field's byte sequence (RFC 8941 §3.3.5), as RFC 9440 has it. */
const BYTES = /^:([A-Za-z0-9+/]+={0,2}):$/;
const PEM = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+?)-----END CERTIFICATE-----/g;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Reads `:base64 DER:` (RFC 9440), PEM (also URL-encoded, as nginx, ALB and CloudFront write it, or in one line), or bare base64
 * DER. Null for anything else, two values among them: one of them could be the client's own.
 */
export function readCertificateHeader(value: string): CertificateChain | null {
  const text = decoded(value.trim());
  if (text === null || text.includes(',')) return null;
  const bytes = BYTES.exec(text)?.[1] ?? (BASE64.test(text) ? text : undefined);
  const blocks = bytes === undefined ? [...text.matchAll(PEM)].map((match) => match[1] ?? '') : [bytes];
  const [leaf, ...issuers] = blocks.map(certificateOf);
  if (leaf === undefined || leaf === null) return null;
  return { leaf, issuers: issuers.filter((each) => each !== null) };
}

/** `Client-Cert-Chain` of RFC 9440 §2.3: byte sequences with commas between them; what is none is left out. */
export function readChainHeader(value: string): X509Certificate[] {
  const blocks = value.split(',').map((each) => BYTES.exec(each.trim())?.[1]);
  return blocks.map((block) => (block === undefined ? null : certificateOf(block))).filter((each) => each !== null);
}

/** URL-decoded where it is encoded; `+` is itself, as in base64. */
function decoded(value: string): string | null {
  try {
    return value.includes('%') ? decodeURIComponent(value) : value;
  } catch {
    return null;
  }
}

function certificateOf(base64: string): X509Certificate | null {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'));
  } catch {
    return null;
  }
}
