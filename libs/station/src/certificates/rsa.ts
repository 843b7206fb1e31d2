// RSA signature verification (RFC 8017). Written here because no maintained library does it purely and synchronously
// with a salt length found out from the signature; verification holds no secret, so time and memory need not be constant.
import { bytesToHex, concatBytes, equalBytes, hexToBytes } from '@noble/curves/utils.js';
import { type HashAlgorithm, hashes } from './hashes.js';

export interface RsaKey {
  modulusHex: string;
  exponentHex: string;
}

/** The whitepaper asks for 2048 bits at least; above 8192 it would only cost time. */
const modulusBits = { min: 2048, max: 8192 };

/** DER of DigestInfo up to the digest (RFC 8017 §9.2, note 1). */
const digestInfoPrefix: Record<HashAlgorithm, string> = {
  SHA256: '3031300d060960864801650304020105000420',
  SHA384: '3041300d060960864801650304020205000430',
  SHA512: '3051300d060960864801650304020305000440',
};

/** RSASSA-PKCS1-v1_5 (RFC 8017 §8.2.2): the whole encoded message is built and compared, nothing in it is parsed. */
export function verifyRsaPkcs1(key: RsaKey, hash: HashAlgorithm, data: Uint8Array, signature: Uint8Array): boolean {
  const message = openSignature(key, signature);
  if (!message) return false;
  const digestInfo = concatBytes(hexToBytes(digestInfoPrefix[hash]), hashes[hash](data));
  const padding = new Uint8Array(message.bytes.length - digestInfo.length - 3).fill(0xff);
  return equalBytes(message.bytes, concatBytes(Uint8Array.of(0, 1), padding, Uint8Array.of(0), digestInfo));
}

/** RSASSA-PSS (RFC 8017 §8.1.2, §9.1.2) with MGF1 of the same hash. `saltLength` null: any. */
export function verifyRsaPss(
  key: RsaKey,
  hash: HashAlgorithm,
  saltLength: number | null,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  const message = openSignature(key, signature);
  if (!message) return false;
  const encodedBits = message.bits - 1;
  const encodedLength = Math.ceil(encodedBits / 8);
  // A modulus of 8n + 1 bits gives an encoded message that is one byte shorter than the modulus.
  const spare = message.bytes.length - encodedLength;
  const encoded = message.bytes.subarray(spare);
  if (message.bytes.subarray(0, spare).some((byte) => byte !== 0)) return false;

  const digest = hashes[hash](data);
  const blockLength = encodedLength - digest.length - 1;
  const maskedBlock = encoded.subarray(0, blockLength);
  const seed = encoded.subarray(blockLength, -1);
  const topMask = 0xff >> (8 * encodedLength - encodedBits);
  if (encoded.at(-1) !== 0xbc || ((maskedBlock[0] ?? 0) & ~topMask) !== 0) return false;

  const mask = mgf1(hash, seed, blockLength);
  const block = maskedBlock.map((byte, index) => byte ^ (mask[index] ?? 0));
  block[0] = (block[0] ?? 0) & topMask;
  const separator = block.findIndex((byte) => byte !== 0);
  if (block[separator] !== 1) return false;
  const salt = block.subarray(separator + 1);
  if (saltLength !== null && salt.length !== saltLength) return false;
  return equalBytes(seed, hashes[hash](concatBytes(new Uint8Array(8), digest, salt)));
}

/** signature^e mod n, as long as the modulus; null when key or signature are out of range. */
function openSignature(key: RsaKey, signature: Uint8Array): { bytes: Uint8Array; bits: number } | null {
  const modulus = BigInt(`0x${key.modulusHex}`);
  const exponent = BigInt(`0x${key.exponentHex}`);
  const bits = modulus.toString(2).length;
  const length = Math.ceil(bits / 8);
  if (bits < modulusBits.min || bits > modulusBits.max || signature.length !== length) return null;
  if (exponent < 3n || exponent % 2n === 0n || exponent >= 1n << 64n) return null;
  const representative = BigInt(`0x${bytesToHex(signature)}`);
  if (representative >= modulus) return null;
  const opened = power(representative, exponent, modulus);
  return { bytes: hexToBytes(opened.toString(16).padStart(2 * length, '0')), bits };
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === '1') result = (result * base) % modulus;
  }
  return result;
}

/** RFC 8017 §B.2.1. */
function mgf1(hash: HashAlgorithm, seed: Uint8Array, length: number): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let counter = 0; blocks.reduce((sum, block) => sum + block.length, 0) < length; counter++) {
    const number = Uint8Array.of(counter >>> 24, counter >>> 16, counter >>> 8, counter);
    blocks.push(hashes[hash](concatBytes(seed, number)));
  }
  return concatBytes(...blocks).subarray(0, length);
}
