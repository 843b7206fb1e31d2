// The station's own certificate: request, answer, renewal (whitepaper A02, A03).
import { type Certificate, parseCertificateChain } from './certificate.js';
import { verifyChain } from './chain.js';
import { certificateMatchesKey, createCsr, createKeyPair, type CsrSubject } from './key-pair.js';
import { type CertificateStore, roots } from './store.js';

export interface AcceptRules {
  now: number;
  /** What the request said: the certificate must say the same. */
  subject: CsrSubject;
  /** CertificateSignedMaxChainSize, in bytes. */
  maxChainSize?: number;
  /** While no CentralSystemRootCertificate is installed, trust the last certificate of the chain as it comes. */
  trustWithoutRoots?: boolean;
}

export type AcceptResult = { status: 'Accepted' } | { status: 'Rejected'; problem: string };

/** A new key pair, kept until its certificate comes. An older request is forgotten. Gives the text for SignCertificate.req. */
export function requestCertificate(store: CertificateStore, subject: CsrSubject, random: () => number): string {
  store.pendingKeyPair = createKeyPair(random);
  return createCsr(subject, store.pendingKeyPair);
}

/**
 * CertificateSigned.req. Accepted: the certificate is used at once, or from its first day. Rejected: it is dropped, the request stays
 * open, and the station reports InvalidChargePointCertificate.
 */
export function acceptSignedCertificate(store: CertificateStore, chainPem: string, rules: AcceptRules): AcceptResult {
  const keyPair = store.pendingKeyPair;
  if (!keyPair) return { status: 'Rejected', problem: 'no certificate was asked for' };
  // A PEM text is ASCII: as many bytes as letters.
  if (rules.maxChainSize !== undefined && chainPem.length > rules.maxChainSize) {
    return { status: 'Rejected', problem: `longer than CertificateSignedMaxChainSize, ${rules.maxChainSize}` };
  }
  const chain = parseCertificateChain(chainPem);
  if (!chain.ok) return { status: 'Rejected', problem: chain.problem };
  const [own, ...above] = chain.certificates;
  if (!certificateMatchesKey(own, keyPair)) {
    return { status: 'Rejected', problem: 'its key is not the one of the request' };
  }
  const problem = subjectProblem(own, rules.subject) ?? chainProblem(store, own, above, rules);
  if (problem !== null) return { status: 'Rejected', problem };

  const pem = chain.certificates.map((certificate) => certificate.pem).join('');
  store.pendingKeyPair = null;
  store.nextCertificate = { pem, keyPair, validFrom: own.notBefore };
  activateDueCertificate(store, rules.now);
  return { status: 'Accepted' };
}

/** Switches to an accepted certificate whose first day has come; true when it did. */
export function activateDueCertificate(store: CertificateStore, now: number): boolean {
  const next = store.nextCertificate;
  if (!next || next.validFrom > now) return false;
  store.chargePointCertificate = next.pem;
  store.keyPair = next.keyPair;
  store.nextCertificate = null;
  return true;
}

/** Epoch ms, for the renewal that the station starts by itself (A03); null: it has no certificate. */
export function ownCertificateExpiresAt(store: CertificateStore): number | null {
  const chain = store.chargePointCertificate === null ? null : parseCertificateChain(store.chargePointCertificate);
  return chain?.ok ? chain.certificates[0].notAfter : null;
}

function subjectProblem(own: Certificate, { commonName, organization }: CsrSubject): string | null {
  if (own.commonName !== commonName) return `its common name is not ${commonName}`;
  if (organization !== '' && own.organization !== organization) return `its organization is not ${organization}`;
  return null;
}

function chainProblem(
  store: CertificateStore,
  own: Certificate,
  above: Certificate[],
  { now, trustWithoutRoots = false }: AcceptRules,
): string | null {
  const installed = roots(store, 'CentralSystemRootCertificate');
  const trusted = installed.length === 0 && trustWithoutRoots ? [above.at(-1) ?? own] : installed;
  // Not valid yet is no fault (A02): the station waits for that day, so the chain must hold on that day.
  const verdict = verifyChain(own, above, trusted, Math.max(now, own.notBefore));
  return verdict.ok ? null : verdict.problem;
}
