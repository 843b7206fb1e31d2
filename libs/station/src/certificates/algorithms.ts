// Which keys and signature algorithms a certificate may have, and their object identifiers.
import { bytesToHex } from '@noble/hashes/utils.js';
import { RSAPublicKey, RsaSaPssParams } from '@peculiar/asn1-rsa';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  type AlgorithmIdentifier,
  AlgorithmIdentifier as Identifier,
  type SubjectPublicKeyInfo,
} from '@peculiar/asn1-x509';
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

export const oid = {
  ecPublicKey: '1.2.840.10045.2.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  rsaEncryption: '1.2.840.113549.1.1.1',
  mgf1: '1.2.840.113549.1.1.8',
  rsaPss: '1.2.840.113549.1.1.10',
} as const;

/** The DER of the named curve's object identifier. */
export const curveParameters: Record<Curve, string> = {
  'P-256': '06082a8648ce3d030107',
  'P-384': '06052b81040022',
  'P-521': '06052b81040023',
};

const hashNames: Record<string, HashAlgorithm> = {
  '2.16.840.1.101.3.4.2.1': 'SHA256',
  '2.16.840.1.101.3.4.2.2': 'SHA384',
  '2.16.840.1.101.3.4.2.3': 'SHA512',
};

const signatureAlgorithms: Record<string, SignatureAlgorithm> = {
  [oid.ecdsaWithSha256]: { kind: 'ECDSA', hash: 'SHA256' },
  '1.2.840.10045.4.3.3': { kind: 'ECDSA', hash: 'SHA384' },
  '1.2.840.10045.4.3.4': { kind: 'ECDSA', hash: 'SHA512' },
  '1.2.840.113549.1.1.11': { kind: 'RSA-PKCS1', hash: 'SHA256' },
  '1.2.840.113549.1.1.12': { kind: 'RSA-PKCS1', hash: 'SHA384' },
  '1.2.840.113549.1.1.13': { kind: 'RSA-PKCS1', hash: 'SHA512' },
};

export function readPublicKey({ algorithm, subjectPublicKey }: SubjectPublicKeyInfo): PublicKey {
  const bytes = new Uint8Array(subjectPublicKey);
  if (algorithm.algorithm === oid.rsaEncryption) {
    const { modulus, publicExponent } = AsnConvert.parse(bytes, RSAPublicKey);
    return {
      kind: 'RSA',
      modulusHex: bytesToHex(new Uint8Array(modulus)),
      exponentHex: bytesToHex(new Uint8Array(publicExponent)),
    };
  }
  const parameters = algorithm.parameters ? bytesToHex(new Uint8Array(algorithm.parameters)) : '';
  const curve = (Object.keys(curveParameters) as Curve[]).find((name) => curveParameters[name] === parameters);
  if (algorithm.algorithm === oid.ecPublicKey && curve) return { kind: 'EC', curve, pointHex: bytesToHex(bytes) };
  return { kind: 'unsupported', algorithm: algorithm.algorithm };
}

export function readSignatureAlgorithm({ algorithm, parameters }: AlgorithmIdentifier): SignatureAlgorithm {
  const unsupported = { kind: 'unsupported', algorithm } as const;
  if (algorithm !== oid.rsaPss) return signatureAlgorithms[algorithm] ?? unsupported;
  if (!parameters) return unsupported; // SHA-1 by default (RFC 4055 §3.1).
  const pss = AsnConvert.parse(parameters, RsaSaPssParams);
  const hash = hashNames[pss.hashAlgorithm.algorithm];
  const mask = pss.maskGenAlgorithm;
  if (!hash || mask.algorithm !== oid.mgf1 || !mask.parameters) return unsupported;
  const maskHash = hashNames[AsnConvert.parse(mask.parameters, Identifier).algorithm];
  return maskHash === hash ? { kind: 'RSA-PSS', hash, saltLength: pss.saltLength } : unsupported;
}
