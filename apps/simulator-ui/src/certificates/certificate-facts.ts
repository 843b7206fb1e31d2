// A certificate in words. Pure.
import { parseCertificate } from '@simulator/station';

export interface CertificateFacts {
  subject: string;
  issuer: string;
  serialNumber: string;
  /** `2026-01-31 to 2027-01-31` */
  valid: string;
  /** What is wrong with it now; null: nothing. */
  problem: string | null;
}

const DAY_MS = 86_400_000;
/** A certificate that ends sooner should be renewed. */
const SOON_DAYS = 30;

/** @param pem one certificate, or a chain: then of its first. @param now the CSMS's time, epoch ms */
export function certificateFacts(pem: string, now: number): CertificateFacts {
  const parsed = parseCertificate(firstOf(pem));
  if (!parsed.ok) {
    return { subject: 'Unreadable certificate', issuer: '', serialNumber: '', valid: '', problem: parsed.problem };
  }
  const { subject, issuer, serialNumber, notBefore, notAfter } = parsed.certificate;
  const valid = `${dayOf(notBefore)} to ${dayOf(notAfter)}`;
  return { subject, issuer, serialNumber, valid, problem: dateWords(notBefore, notAfter, now) };
}

const END = '-----END CERTIFICATE-----';

function firstOf(pem: string): string {
  const end = pem.indexOf(END);
  return end < 0 ? pem : pem.slice(0, end + END.length);
}

function dateWords(notBefore: number, notAfter: number, now: number): string | null {
  if (now < notBefore) return 'not valid yet';
  if (now > notAfter) return 'expired';
  const days = Math.floor((notAfter - now) / DAY_MS);
  return days < SOON_DAYS ? `ends in ${days === 1 ? '1 day' : `${days} days`}` : null;
}

function dayOf(at: number): string {
  const date = new Date(at);
  // X.509 knows years that ISO 8601's short form does not.
  return Number.isFinite(at) ? date.toISOString().slice(0, 10) : 'no end';
}
