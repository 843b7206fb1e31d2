import { p256, p384, p521 } from '@noble/curves/nist.js';
import { hexToBytes } from '@noble/curves/utils.js';
import type { PublicKey, SignatureAlgorithm } from './algorithms.js';
import type { Certificate } from './certificate.js';
import { type HashAlgorithm, hashes } from './hashes.js';
import { decodeBase64 } from './pem.js';
import { verifyRsaPkcs1, verifyRsaPss } from './rsa.js';

const curves = { 'P-256': p256, 'P-384': p384, 'P-521': p521 };

/** Whether the holder of `key` signed the data. Bad keys and signatures are false too. */
export function verifyWithKey(
  key: PublicKey,
  algorithm: SignatureAlgorithm,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (algorithm.kind === 'ECDSA' && key.kind === 'EC') return verifyEcdsa(key, algorithm.hash, data, signature);
  if (key.kind !== 'RSA') return false;
  if (algorithm.kind === 'RSA-PKCS1') return verifyRsaPkcs1(key, algorithm.hash, data, signature);
  if (algorithm.kind === 'RSA-PSS') return verifyRsaPss(key, algorithm.hash, algorithm.saltLength, data, signature);
  return false;
}

/**
 * Whitepaper L01: the signature over the whole firmware file, SHA-256. By an RSA key as RSASSA-PSS (any salt length) or PKCS#1 v1.5,
 * which is what `openssl dgst -sign` makes; by an EC key as ECDSA in DER. EC-Schnorr, which the whitepaper also names, is not read.
 */
export function verifySignature(data: Uint8Array, signatureBase64: string, signingCertificate: Certificate): boolean {
  const signature = decodeBase64(signatureBase64);
  const key = signingCertificate.publicKey;
  if (!signature || key.kind === 'unsupported') return false;
  if (key.kind === 'EC') return verifyEcdsa(key, 'SHA256', data, signature);
  return verifyRsaPss(key, 'SHA256', null, data, signature) || verifyRsaPkcs1(key, 'SHA256', data, signature);
}

function verifyEcdsa(
  key: PublicKey & { kind: 'EC' },
  hash: HashAlgorithm,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  const options = { prehash: false, lowS: false, format: 'der' } as const;
  try {
    return curves[key.curve].verify(signature, hashes[hash](data), hexToBytes(key.pointHex), options);
  } catch {
    return false; // The point is not on the curve, or the signature is no DER.
  }
}
