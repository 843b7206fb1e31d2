import type { X509Certificate } from 'node:crypto';

/** Roots and intermediates above a station's certificate: more are a mistake, or an attempt to keep us busy. */
const MAX_DEPTH = 6;
const MAX_ISSUERS = 10;
const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';
const ANY_USAGE = '2.5.29.37.0';

/**
 * What keeps a certificate that was passed on by a proxy from being trusted, or null. What TLS would check of a certificate that
 * is presented here: signatures up to one of the authorities, dates, that issuers are authorities, that it is for clients.
 * Path lengths and name constraints are not read (Node shows neither); an authority that must not issue is not to be trusted.
 */
export function chainProblem(
  leaf: X509Certificate,
  issuers: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
  now: Date,
): string | null {
  const problem = dateProblem(leaf, now) ?? usageProblem(leaf);
  if (problem !== null) return problem;
  const above = issuers.slice(0, MAX_ISSUERS).filter((each) => each.ca && dateProblem(each, now) === null);
  const anchors = authorities.filter((each) => dateProblem(each, now) === null);
  let current: X509Certificate | undefined = leaf;
  for (let depth = 0; current !== undefined && depth < MAX_DEPTH; depth += 1) {
    const subject: X509Certificate = current;
    if (anchors.some((anchor) => isIssuedBy(subject, anchor))) return null;
    current = above.find((issuer) => issuer.fingerprint256 !== subject.fingerprint256 && isIssuedBy(subject, issuer));
  }
  return 'it is not signed by an authority of TLS_CLIENT_CA';
}

export function dateProblem({ validFrom, validTo }: X509Certificate, now: Date): string | null {
  if (Date.parse(validFrom) > now.getTime()) return `it is valid only from ${validFrom} on`;
  return Date.parse(validTo) < now.getTime() ? `it expired on ${validTo}` : null;
}

/** Node calls the extended key usage `keyUsage`; without the extension it is for everything (RFC 5280 §4.2.1.12). */
export function usageProblem({ keyUsage }: X509Certificate): string | null {
  const usages = keyUsage as string[] | undefined;
  const isForClients = usages === undefined || usages.includes(CLIENT_AUTHENTICATION) || usages.includes(ANY_USAGE);
  return isForClients ? null : 'it is not for the authentication of clients';
}

function isIssuedBy(subject: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return subject.checkIssued(issuer) && subject.verify(issuer.publicKey);
  } catch {
    // A key of a kind that Node cannot verify with.
    return false;
  }
}
