import { p256 } from '@noble/curves/nist.js';
import { bytesToHex, hexToBytes } from '@noble/curves/utils.js';
import type { Certificate } from './certificate.js';
import { contextTag, tag, writeElement, writeUtf8 } from './der.js';
import { writePem } from './pem.js';

/** Object identifiers, encoded. */
const oid = {
  commonName: hexToBytes('0603550403'),
  organizationName: hexToBytes('060355040a'),
  ecPublicKey: hexToBytes('06072a8648ce3d0201'),
  p256: hexToBytes('06082a8648ce3d030107'),
  ecdsaWithSha256: hexToBytes('06082a8648ce3d040302'),
};

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
  const parts = organization === '' ? [] : [writeNamePart(oid.organizationName, organization)];
  const info = writeElement(
    tag.sequence,
    writeElement(tag.integer, Uint8Array.of(0)), // Version 1.
    writeElement(tag.sequence, ...parts, writeNamePart(oid.commonName, commonName)),
    writeElement(
      tag.sequence,
      writeElement(tag.sequence, oid.ecPublicKey, oid.p256),
      writeBitString(hexToBytes(keyPair.publicKeyHex)),
    ),
    writeElement(contextTag(0)), // No attributes; the field itself is not optional.
  );
  const signature = p256.sign(info, hexToBytes(keyPair.privateKeyHex), { format: 'der' });
  const algorithm = writeElement(tag.sequence, oid.ecdsaWithSha256);
  return writePem(writeElement(tag.sequence, info, algorithm, writeBitString(signature)), 'CERTIFICATE REQUEST');
}

export function certificateMatchesKey({ publicKey }: Certificate, keyPair: KeyPair): boolean {
  return publicKey.kind === 'EC' && publicKey.curve === 'P-256' && publicKey.pointHex === keyPair.publicKeyHex;
}

function writeNamePart(type: Uint8Array, value: string): Uint8Array {
  return writeElement(tag.set, writeElement(tag.sequence, type, writeUtf8(value)));
}

function writeBitString(bytes: Uint8Array): Uint8Array {
  return writeElement(tag.bitString, Uint8Array.of(0), bytes);
}
