// Which keys and signature algorithms a certificate may have, and their object identifiers.
import { bytesToHex } from '@noble/curves/utils.js';
import {
  contextTag,
  type Element,
  expectTag,
  readBitString,
  readChildren,
  readCount,
  readElement,
  readOid,
  tag,
} from './der.js';
import type { HashAlgorithm } from './hashes.js';

export type Curve = 'P-256' | 'P-384' | 'P-521';

export type PublicKey =
  /** `pointHex` as in the certificate, mostly uncompressed. */
  | { kind: 'EC'; curve: Curve; pointHex: string }
  | { kind: 'RSA'; modulusHex: string; exponentHex: string }
  | { kind: 'unsupported'; algorithm: string };

export type SignatureAlgorithm =
  | { kind: 'ECDSA'; hash: HashAlgorithm }
  | { kind: 'RSA-PKCS1'; hash: HashAlgorithm }
  | { kind: 'RSA-PSS'; hash: HashAlgorithm; saltLength: number }
  | { kind: 'unsupported'; algorithm: string };

const ids = {
  ecPublicKey: '1.2.840.10045.2.1',
  rsaEncryption: '1.2.840.113549.1.1.1',
  mgf1: '1.2.840.113549.1.1.8',
  rsaPss: '1.2.840.113549.1.1.10',
};

const curves: Record<string, Curve> = {
  '1.2.840.10045.3.1.7': 'P-256',
  '1.3.132.0.34': 'P-384',
  '1.3.132.0.35': 'P-521',
};

const hashNames: Record<string, HashAlgorithm> = {
  '2.16.840.1.101.3.4.2.1': 'SHA256',
  '2.16.840.1.101.3.4.2.2': 'SHA384',
  '2.16.840.1.101.3.4.2.3': 'SHA512',
};

const signatureAlgorithms: Record<string, SignatureAlgorithm> = {
  '1.2.840.10045.4.3.2': { kind: 'ECDSA', hash: 'SHA256' },
  '1.2.840.10045.4.3.3': { kind: 'ECDSA', hash: 'SHA384' },
  '1.2.840.10045.4.3.4': { kind: 'ECDSA', hash: 'SHA512' },
  '1.2.840.113549.1.1.11': { kind: 'RSA-PKCS1', hash: 'SHA256' },
  '1.2.840.113549.1.1.12': { kind: 'RSA-PKCS1', hash: 'SHA384' },
  '1.2.840.113549.1.1.13': { kind: 'RSA-PKCS1', hash: 'SHA512' },
};

/** SubjectPublicKeyInfo. `bits`: the key alone, as hash data is made over it. */
export function readPublicKey(element: Element): { publicKey: PublicKey; bits: Uint8Array } {
  const [identifier, keyBits] = readChildren(element);
  const bits = readBitString(keyBits);
  const { algorithm, parameters } = readIdentifier(identifier);
  if (algorithm === ids.rsaEncryption) {
    const [modulus, exponent] = readChildren(expectTag(readElement(bits), tag.sequence));
    const hex = (number: Element | undefined) => bytesToHex(expectTag(number, tag.integer).content);
    return { publicKey: { kind: 'RSA', modulusHex: hex(modulus), exponentHex: hex(exponent) }, bits };
  }
  const curve = algorithm === ids.ecPublicKey && parameters?.tag === tag.oid ? curves[readOid(parameters)] : undefined;
  const publicKey: PublicKey = curve
    ? { kind: 'EC', curve, pointHex: bytesToHex(bits) }
    : { kind: 'unsupported', algorithm };
  return { publicKey, bits };
}

export function readSignatureAlgorithm(element: Element | undefined): SignatureAlgorithm {
  const { algorithm, parameters } = readIdentifier(element);
  if (algorithm === ids.rsaPss && parameters) return readPss(parameters) ?? { kind: 'unsupported', algorithm };
  return signatureAlgorithms[algorithm] ?? { kind: 'unsupported', algorithm };
}

/** RSASSA-PSS-params (RFC 4055 §3.1); null where hashes differ or are missing, which means SHA-1. */
function readPss(parameters: Element): SignatureAlgorithm | null {
  const fields = readChildren(expectTag(parameters, tag.sequence));
  const field = (number: number) => {
    const explicit = fields.find((element) => element.tag === contextTag(number));
    return explicit && readElement(explicit.content);
  };
  const [hashField, maskField, saltField] = [field(0), field(1), field(2)];
  if (!hashField || !maskField) return null;
  const hash = hashNames[readIdentifier(hashField).algorithm];
  const mask = readIdentifier(maskField);
  if (!hash || mask.algorithm !== ids.mgf1 || hashNames[readIdentifier(mask.parameters).algorithm] !== hash)
    return null;
  return { kind: 'RSA-PSS', hash, saltLength: saltField ? readCount(saltField) : 20 };
}

function readIdentifier(element: Element | undefined): { algorithm: string; parameters: Element | undefined } {
  const [algorithm, parameters] = readChildren(expectTag(element, tag.sequence));
  return { algorithm: readOid(algorithm), parameters };
}
