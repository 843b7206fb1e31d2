import { equalBytes } from '@noble/curves/utils.js';
import type { Certificate } from './certificate.js';
import { verifyWithKey } from './signatures.js';

export type Verdict = { ok: true } | { ok: false; problem: string };

/** Longer chains are nobody's; the limit also ends a circle of cross-signed certificates. */
const maxDepth = 8;

/** Whether the issuer's name and key are those that the certificate was signed with. Says nothing of dates and rights. */
export function isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
  const { encoded, signatureAlgorithm } = certificate;
  return (
    equalBytes(encoded.issuer, issuer.encoded.subject) &&
    verifyWithKey(issuer.publicKey, signatureAlgorithm, encoded.signed, encoded.signature)
  );
}

export function isSelfSigned(certificate: Certificate): boolean {
  return isSignedBy(certificate, certificate);
}

/**
 * RFC 5280 §6.1 as far as OCPP needs it: signatures, dates, CA rights, path lengths, no unknown critical extensions. No revocation, no name constraints.
 * Any certificate in `roots` ends the path, self-signed or not: a root that its predecessor signed is trusted by itself once installed
 * (whitepaper, AdditionalRootCertificateCheck: partial chain verification). The problem named is that of the last path tried.
 */
export function verifyChain(
  leaf: Certificate,
  intermediates: readonly Certificate[],
  roots: readonly Certificate[],
  now: number,
): Verdict {
  return verifyPath(leaf, 0, { intermediates, roots, now });
}

interface Surroundings {
  intermediates: readonly Certificate[];
  roots: readonly Certificate[];
  now: number;
}

/** `depth`: how many certificates stand below this one on the path. */
function verifyPath(certificate: Certificate, depth: number, surroundings: Surroundings): Verdict {
  const { intermediates, roots, now } = surroundings;
  const problem = certificateProblem(certificate, depth, now);
  if (problem !== null) return refuse(certificate, problem);
  if (roots.some((root) => root.pem === certificate.pem)) return { ok: true };
  if (depth >= maxDepth) return refuse(certificate, 'the chain is too long');

  let verdict: Verdict = refuse(certificate, `no trusted certificate of its issuer ${certificate.issuer}`);
  const hasName = (issuer: Certificate) => equalBytes(certificate.encoded.issuer, issuer.encoded.subject);
  for (const issuer of [...roots, ...intermediates].filter(hasName)) {
    if (issuer.pem === certificate.pem) continue;
    verdict = isSignedBy(certificate, issuer)
      ? verifyPath(issuer, depth + 1, surroundings)
      : refuse(certificate, `its signature is not by the key of ${issuer.subject}`);
    if (verdict.ok) return verdict;
  }
  return verdict;
}

function certificateProblem(certificate: Certificate, depth: number, now: number): string | null {
  const date = dateProblem(certificate, now);
  if (date !== null) return date;
  const [unknown] = certificate.unknownCriticalExtensions;
  if (unknown !== undefined) return `unknown critical extension ${unknown}`;
  return depth > 0 ? issuerProblem(certificate, depth) : null;
}

export function dateProblem({ notBefore, notAfter }: Certificate, now: number): string | null {
  if (now < notBefore) return `not valid before ${new Date(notBefore).toISOString()}`;
  if (now > notAfter) return `expired at ${new Date(notAfter).toISOString()}`;
  return null;
}

/** Whether it may stand above others; `depth - 1` of them are CAs. */
export function issuerProblem(certificate: Certificate, depth: number): string | null {
  if (!certificate.isCa) return 'not the certificate of a CA';
  if (!certificate.maySignCertificates) return 'its key may not sign certificates';
  const { maxPathLength } = certificate;
  if (maxPathLength !== null && depth - 1 > maxPathLength) return `more than ${maxPathLength} CA certificates below it`;
  return null;
}

function refuse(certificate: Certificate, problem: string): Verdict & { ok: false } {
  return { ok: false, problem: `${certificate.subject}: ${problem}` };
}
