import { bytesToHex } from '@noble/curves/utils.js';
import { type Certificate, hexNumber } from './certificate.js';
import { type HashAlgorithm, hashes } from './hashes.js';

/** CertificateHashDataType of the security whitepaper: names a certificate without sending it. */
export interface CertificateHashData {
  hashAlgorithm: HashAlgorithm;
  issuerNameHash: string;
  issuerKeyHash: string;
  serialNumber: string;
}

/** RFC 6960 §4.1.1, lower-case hex. `issuer` null: the certificate is self-signed, so it is its own. */
export function certificateHashData(
  certificate: Certificate,
  issuer: Certificate | null,
  hashAlgorithm: HashAlgorithm,
): CertificateHashData {
  const hash = hashes[hashAlgorithm];
  return {
    hashAlgorithm,
    issuerNameHash: bytesToHex(hash(certificate.encoded.issuer)),
    issuerKeyHash: bytesToHex(hash((issuer ?? certificate).encoded.publicKey)),
    serialNumber: certificate.serialNumber,
  };
}

/** Hex digits are compared as numbers: central systems write them in either case and pad them. */
export function sameHashData(one: CertificateHashData, other: CertificateHashData): boolean {
  return (
    one.hashAlgorithm === other.hashAlgorithm &&
    one.issuerNameHash.toLowerCase() === other.issuerNameHash.toLowerCase() &&
    one.issuerKeyHash.toLowerCase() === other.issuerKeyHash.toLowerCase() &&
    hexNumber(one.serialNumber) === hexNumber(other.serialNumber)
  );
}
