// X.509 certificates (RFC 5280) as values: read once, checked and compared without the ASN.1 library.
import { bytesToHex, equalBytes } from '@noble/curves/utils.js';
import { type PublicKey, readPublicKey, readSignatureAlgorithm, type SignatureAlgorithm } from './algorithms.js';
import {
  contextTag,
  DerError,
  type Element,
  expectTag,
  readBitString,
  readBoolean,
  readChildren,
  readCount,
  readElement,
  readOid,
  readTime,
  tag,
} from './der.js';
import { formatName, nameAttribute, readName } from './names.js';
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
    const [body, outerAlgorithm, signature] = readChildren(expectTag(readElement(der), tag.sequence));
    const { identity, rights, encoded, publicKey, innerAlgorithm } = readBody(expectTag(body, tag.sequence));
    const outer = expectTag(outerAlgorithm, tag.sequence);
    if (!equalBytes(innerAlgorithm.encoded, outer.encoded)) {
      return { ok: false, problem: 'the signature algorithm inside differs from the one outside' };
    }
    if (identity.serialNumber.length > maxSerialHexLength) {
      return { ok: false, problem: 'serial number longer than 20 bytes' };
    }
    const certificate = {
      pem: writePem(der, 'CERTIFICATE'),
      ...identity,
      ...rights,
      publicKey,
      signatureAlgorithm: readSignatureAlgorithm(outer),
      encoded: { ...encoded, signature: readBitString(signature) },
    };
    return { ok: true, certificate };
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return { ok: false, problem: `not an X.509 certificate: ${error.message}` };
  }
}

/** TBSCertificate. */
function readBody(body: Element) {
  const fields = readChildren(body);
  if (fields[0]?.tag === contextTag(0)) fields.shift(); // The version: what is there says enough.
  const [serialNumber, innerAlgorithm, issuerName, validity, subjectName, keyInfo, ...optional] = fields;
  const [notBefore, notAfter] = readChildren(expectTag(validity, tag.sequence));
  const issuer = expectTag(issuerName, tag.sequence);
  const subject = expectTag(subjectName, tag.sequence);
  const name = readName(subject);
  const key = readPublicKey(expectTag(keyInfo, tag.sequence));
  const extensions = optional.find((field) => field.tag === contextTag(3));
  return {
    identity: {
      subject: formatName(name),
      issuer: formatName(readName(issuer)),
      commonName: nameAttribute(name, 'CN'),
      organization: nameAttribute(name, 'O'),
      serialNumber: hexNumber(bytesToHex(expectTag(serialNumber, tag.integer).content)),
      notBefore: readTime(notBefore),
      notAfter: readTime(notAfter),
    },
    rights: rightsOf(extensions ? readExtensions(extensions) : new Map<string, never>()),
    encoded: { signed: body.encoded, subject: subject.encoded, issuer: issuer.encoded, publicKey: key.bits },
    publicKey: key.publicKey,
    innerAlgorithm: expectTag(innerAlgorithm, tag.sequence),
  };
}

type Extensions = Map<string, { critical: boolean; value: Element }>;

function readExtensions(field: Element): Extensions {
  const extensions: Extensions = new Map();
  for (const element of readChildren(expectTag(readElement(field.content), tag.sequence))) {
    const [id, ...rest] = readChildren(expectTag(element, tag.sequence));
    const name = readOid(id);
    if (extensions.has(name)) throw new DerError('an extension stands twice');
    const critical = rest.length > 1 && readBoolean(rest[0]);
    extensions.set(name, { critical, value: expectTag(rest.at(-1), tag.octetString) });
  }
  return extensions;
}

function rightsOf(extensions: Extensions) {
  const constraints = extensions.get(extensionIds.basicConstraints);
  const usage = extensions.get(extensionIds.keyUsage);
  const [isCa, pathLength] = constraints ? readBasicConstraints(constraints.value) : [false, null];
  const unknown = [...extensions].filter(([id, { critical }]) => critical && !knownExtensions.has(id));
  return {
    isCa,
    maxPathLength: pathLength,
    maySignCertificates: !usage || isKeyCertSign(usage.value),
    unknownCriticalExtensions: unknown.map(([id]) => id),
  };
}

/** RFC 5280 §4.2.1.9. */
function readBasicConstraints({ content }: Element): [isCa: boolean, maxPathLength: number | null] {
  const fields = readChildren(expectTag(readElement(content), tag.sequence));
  const isCa = fields[0]?.tag === tag.boolean && readBoolean(fields.shift());
  return [isCa, fields.length > 0 ? readCount(fields[0]) : null];
}

/** RFC 5280 §4.2.1.3: bit 5, behind the byte that counts the unused bits. */
function isKeyCertSign({ content }: Element): boolean {
  const bits = expectTag(readElement(content), tag.bitString).content;
  return ((bits[1] ?? 0) & 0x04) !== 0;
}

/** Without leading zeros; zero is '0'. */
export function hexNumber(hex: string): string {
  return hex.toLowerCase().replace(/^0+(?=.)/, '');
}
