// Reads what make.sh made.
import { readFileSync } from 'node:fs';
import { type Certificate, parseCertificate } from '../../src/certificates/certificate.js';
import type { CertificateHashData } from '../../src/certificates/hash-data.js';

const folder = new URL('made/', import.meta.url);

/** A moment at which every certificate is valid but `future`. */
export const summer2026 = Date.UTC(2026, 6, 1);

export const madePem = (name: string): string => readFileSync(new URL(`${name}.pem`, folder), 'utf8');
export const madeSignature = (name: string): string => readFileSync(new URL(`${name}.b64`, folder), 'utf8');
export const madeFirmware = (): Uint8Array => new Uint8Array(readFileSync(new URL('firmware.bin', folder)));

export function madeCertificate(name: string): Certificate {
  const parsed = parseCertificate(madePem(name));
  if (!parsed.ok) throw new Error(`${name}: ${parsed.problem}`);
  return parsed.certificate;
}

interface OpenSslHashData extends Omit<CertificateHashData, 'serialNumber'> {
  certificate: string;
  openSslSerial: string;
}

export const madeHashData = (): OpenSslHashData[] =>
  JSON.parse(readFileSync(new URL('hash-data.json', folder), 'utf8')) as OpenSslHashData[];
