// X.509 certificates (RFC 5280) as values: read once, checked and compared without the ASN.1 library.
import { bytesToHex } from '@noble/hashes/utils.js';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  BasicConstraints,
  Certificate as Asn1Certificate,
  type Extension,
  KeyUsage,
  KeyUsageFlags,
  type TBSCertificate,
} from '@peculiar/asn1-x509';
import { type PublicKey, readPublicKey, readSignatureAlgorithm, type SignatureAlgorithm } from './algorithms.js';
import { containsBytes, equalBytes, hexNumber } from './bytes.js';
import { formatName, nameAttribute } from './names.js';
import { readPem, writePem } from './pem.js';

export interface Certificate {
  /** This certificate alone, in lines of 64. */
  pem: string;
  /** For people, as in `CN=…,O=…`. */
  subject: string;
  issuer: string;
  commonName: string | null;
  organization: string | null;
  /** Lower-case hex without leading zeros, as in CertificateHashDataType; at most 40 digits. */
  serialNumber: string;
  /** Epoch ms. */
  notBefore: number;
  /** Epoch ms. */
  notAfter: number;
  isCa: boolean;
  /** How many CA certificates may follow below this one; null: any number. */
  maxPathLength: number | null;
  /** Key usage says nothing, or keyCertSign. */
  maySignCertificates: boolean;
  /** Object identifiers of critical extensions that nobody here understands: such a certificate must not be trusted. */
  unknownCriticalExtensions: string[];
  publicKey: PublicKey;
  signatureAlgorithm: SignatureAlgorithm;
  /** DER parts that hashes, comparisons and signatures are made over. `publicKey`: the bits alone (RFC 6960 §4.1.1). */
  encoded: {
    signed: Uint8Array;
    signature: Uint8Array;
    subject: Uint8Array;
    issuer: Uint8Array;
    publicKey: Uint8Array;
  };
}

export type ParsedCertificate = { ok: true; certificate: Certificate } | { ok: false; problem: string };
export type ParsedChain = { ok: true; certificates: [Certificate, ...Certificate[]] } | { ok: false; problem: string };

const extensionIds = {
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  certificatePolicies: '2.5.29.32',
  extendedKeyUsage: '2.5.29.37',
};
const knownExtensions = new Set(Object.values(extensionIds));

/** RFC 5280 §4.1.2.2; OCPP has no room for more either. */
const maxSerialHexLength = 40;

/** Exactly one certificate. */
export function parseCertificate(pem: string): ParsedCertificate {
  const chain = parseCertificateChain(pem);
  if (!chain.ok) return chain;
  const [certificate, ...others] = chain.certificates;
  if (others.length > 0) return { ok: false, problem: `${others.length + 1} certificates where one is expected` };
  return { ok: true, certificate };
}

/** One certificate or more, in the order of the text: OCPP sends the station's own first. */
export function parseCertificateChain(pem: string): ParsedChain {
  const blocks = readPem(pem, 'CERTIFICATE');
  if (!blocks) return { ok: false, problem: 'not a PEM encoded certificate' };
  const certificates: Certificate[] = [];
  for (const der of blocks) {
    const parsed = readCertificate(der);
    if (!parsed.ok) return parsed;
    certificates.push(parsed.certificate);
  }
  const [first, ...others] = certificates;
  return first ? { ok: true, certificates: [first, ...others] } : { ok: false, problem: 'no certificate' };
}

function readCertificate(der: Uint8Array): ParsedCertificate {
  try {
    const asn1 = AsnConvert.parse(der, Asn1Certificate);
    const { tbsCertificate: body } = asn1;
    const encoded = {
      signed: new Uint8Array(asn1.tbsCertificateRaw ?? []),
      signature: new Uint8Array(asn1.signatureValue),
      subject: encode(body.subject),
      issuer: encode(body.issuer),
      publicKey: new Uint8Array(body.subjectPublicKeyInfo.subjectPublicKey),
    };
    const problem = encodingProblem(der, asn1, encoded);
    if (problem !== null) return { ok: false, problem };
    const certificate = {
      pem: writePem(der, 'CERTIFICATE'),
      ...identityOf(body),
      ...rightsOf(body.extensions ?? []),
      publicKey: readPublicKey(body.subjectPublicKeyInfo),
      signatureAlgorithm: readSignatureAlgorithm(asn1.signatureAlgorithm),
      encoded,
    };
    if (certificate.serialNumber.length > maxSerialHexLength) {
      return { ok: false, problem: 'serial number longer than 20 bytes' };
    }
    if (Number.isNaN(certificate.notBefore) || Number.isNaN(certificate.notAfter)) {
      return { ok: false, problem: 'validity is not a time' };
    }
    return { ok: true, certificate };
  } catch {
    return { ok: false, problem: 'not an X.509 certificate' };
  }
}

/** What the ASN.1 library lets pass: text after the certificate, names that are not DER, two different algorithms. */
function encodingProblem(der: Uint8Array, asn1: Asn1Certificate, encoded: Certificate['encoded']): string | null {
  if (encode(asn1.signatureAlgorithm).length === 0 || encoded.signed.length === 0) return 'not an X.509 certificate';
  if (derLength(der) !== der.length) return 'bytes follow the certificate';
  if (!equalBytes(encode(asn1.tbsCertificate.signature), encode(asn1.signatureAlgorithm))) {
    return 'the signature algorithm inside differs from the one outside';
  }
  const namesAreDer = containsBytes(encoded.signed, encoded.subject) && containsBytes(encoded.signed, encoded.issuer);
  return namesAreDer ? null : 'a name is not DER encoded';
}

/** Of the whole element, by its header. */
function derLength(der: Uint8Array): number {
  const first = der[1] ?? 0;
  if (first < 0x80) return 2 + first;
  const size = first & 0x7f;
  return der.subarray(2, 2 + size).reduce((length, byte) => length * 256 + byte, 0) + 2 + size;
}

function identityOf(body: TBSCertificate) {
  return {
    subject: formatName(body.subject),
    issuer: formatName(body.issuer),
    commonName: nameAttribute(body.subject, 'CN'),
    organization: nameAttribute(body.subject, 'O'),
    serialNumber: hexNumber(bytesToHex(new Uint8Array(body.serialNumber))),
    notBefore: body.validity.notBefore.getTime().getTime(),
    notAfter: body.validity.notAfter.getTime().getTime(),
  };
}

function rightsOf(extensions: Extension[]) {
  const valueOf = (id: string) => extensions.find(({ extnID }) => extnID === id)?.extnValue;
  const constraints = valueOf(extensionIds.basicConstraints);
  const usage = valueOf(extensionIds.keyUsage);
  const { cA, pathLenConstraint } = constraints
    ? AsnConvert.parse(constraints, BasicConstraints)
    : new BasicConstraints();
  return {
    isCa: cA,
    maxPathLength: pathLenConstraint ?? null,
    maySignCertificates: !usage || (AsnConvert.parse(usage, KeyUsage).toNumber() & KeyUsageFlags.keyCertSign) !== 0,
    unknownCriticalExtensions: extensions
      .filter(({ critical, extnID }) => critical && !knownExtensions.has(extnID))
      .map(({ extnID }) => extnID),
  };
}

function encode(value: unknown): Uint8Array {
  return new Uint8Array(AsnConvert.serialize(value));
}
