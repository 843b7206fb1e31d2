// A station's certificate, and whether it is this station's.
import type { X509Certificate } from 'node:crypto';

/** What is kept of the certificate that a station connected with. */
export interface StationCertificate {
  subject: string;
  issuer: string;
  /** Hexadecimal, as the certificate has it. */
  serialNumber: string;
  /** SHA-256, 64 hexadecimal digits in lower case. */
  fingerprint: string;
  /** ISO 8601. */
  validFrom: string;
  validTo: string;
  /** When it first connected with this one. */
  firstUsedAt: string;
}

/** What a station's certificate has to be. */
export interface CertificatePolicy {
  id: string;
  /** Null: its identity. */
  certificateCommonName: string | null;
  /** Null: any that its name is in. */
  certificateFingerprint: string | null;
}

const HEX_64 = /^[0-9a-f]{64}$/;

/** A SHA-256 fingerprint in any of its usual forms, as 64 hexadecimal digits; null for anything else. */
export function readFingerprint(text: string): string | null {
  const digits = text.replaceAll(/[:\s]/g, '').toLowerCase();
  return HEX_64.test(digits) ? digits : null;
}

export const fingerprintOf = (certificate: X509Certificate): string =>
  certificate.fingerprint256.replaceAll(':', '').toLowerCase();

/** Security whitepaper §3.5: the common name is the station's; which one that is, and which very certificate, people may say. */
export function ownershipProblem(certificate: X509Certificate, policy: CertificatePolicy): string | null {
  const { CN: name } = certificate.toLegacyObject().subject as unknown as { CN?: string | string[] };
  const expected = policy.certificateCommonName ?? policy.id;
  if (name !== expected) return `its common name is ${shown(name)}, not ${expected}`;
  const { certificateFingerprint: pinned } = policy;
  return pinned === null || pinned === fingerprintOf(certificate) ? null : 'it is not the one that is pinned';
}

export function describeCertificate(certificate: X509Certificate, firstUsedAt: Date): StationCertificate {
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    serialNumber: certificate.serialNumber,
    fingerprint: fingerprintOf(certificate),
    validFrom: new Date(certificate.validFrom).toISOString(),
    validTo: new Date(certificate.validTo).toISOString(),
    firstUsedAt: firstUsedAt.toISOString(),
  };
}

const shown = (name: string | string[] | undefined): string =>
  name === undefined ? 'missing' : Array.isArray(name) ? `more than one (${name.join(', ')})` : name;

/** Node writes a name with a line for each part. */
const oneLine = (name: string | undefined): string => (name ?? '').split('\n').join(', ');
