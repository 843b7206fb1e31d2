import { p256 } from '@noble/curves/nist.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { CertificationRequest, CertificationRequestInfo } from '@peculiar/asn1-csr';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  Name,
  RelativeDistinguishedName,
  SubjectPublicKeyInfo,
} from '@peculiar/asn1-x509';
import { curveParameters, oid } from './algorithms.js';
import type { Certificate } from './certificate.js';
import { writePem } from './pem.js';

/** On P-256. It comes from the station's seed, so it is no secret: fit for a simulator and nothing else. */
export interface KeyPair {
  privateKeyHex: string;
  /** The uncompressed point. */
  publicKeyHex: string;
}

export interface CsrSubject {
  /** The station's serial number (whitepaper §3, certificate properties). */
  commonName: string;
  /** The value of CpoName; empty: left out. */
  organization: string;
}

/** `random` gives numbers 0 ≤ x < 1; it is called 48 times. */
export function createKeyPair(random: () => number): KeyPair {
  // 48 bytes for a number below 2^256 leave no bias (FIPS 186-5 §A.2.1).
  const seed = Uint8Array.from({ length: 48 }, () => Math.floor(random() * 256));
  const privateKey = p256.utils.randomSecretKey(seed);
  return { privateKeyHex: bytesToHex(privateKey), publicKeyHex: bytesToHex(p256.getPublicKey(privateKey, false)) };
}

/** PKCS#10 (RFC 2986) in PEM, signed with ECDSA and SHA-256. The same subject and key give the same text (RFC 6979). */
export function createCsr({ commonName, organization }: CsrSubject, keyPair: KeyPair): string {
  const attributes = organization === '' ? [] : [nameAttribute('2.5.4.10', organization)];
  const certificationRequestInfo = new CertificationRequestInfo({
    subject: new Name([...attributes, nameAttribute('2.5.4.3', commonName)]),
    subjectPKInfo: new SubjectPublicKeyInfo({
      algorithm: new AlgorithmIdentifier({
        algorithm: oid.ecPublicKey,
        parameters: hexToBytes(curveParameters['P-256']).buffer,
      }),
      subjectPublicKey: hexToBytes(keyPair.publicKeyHex).buffer,
    }),
  });
  const signed = new Uint8Array(AsnConvert.serialize(certificationRequestInfo));
  const signature = p256.sign(signed, hexToBytes(keyPair.privateKeyHex), { format: 'der' });
  const request = new CertificationRequest({
    certificationRequestInfo,
    signatureAlgorithm: new AlgorithmIdentifier({ algorithm: oid.ecdsaWithSha256 }),
    signature: signature.slice().buffer,
  });
  return writePem(new Uint8Array(AsnConvert.serialize(request)), 'CERTIFICATE REQUEST');
}

export function certificateMatchesKey({ publicKey }: Certificate, keyPair: KeyPair): boolean {
  return publicKey.kind === 'EC' && publicKey.curve === 'P-256' && publicKey.pointHex === keyPair.publicKeyHex;
}

function nameAttribute(type: string, utf8String: string): RelativeDistinguishedName {
  return new RelativeDistinguishedName([
    new AttributeTypeAndValue({ type, value: new AttributeValue({ utf8String }) }),
  ]);
}
