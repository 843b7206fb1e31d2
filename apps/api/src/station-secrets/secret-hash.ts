// Hashes of stations' passwords, with their kind and parameters in the text. Passwords that people choose get a slow one, scrypt
// (RFC 7914). Ours are 192 random bits, which nobody guesses: SHA-256 is enough, and a restart with 10,000 stations stays cheap.
import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

const COST = 16_384;
const BLOCK_SIZE = 8;
const PARALLEL = 1;
const HASH_BYTES = 32;

export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(secret, salt, COST, BLOCK_SIZE, PARALLEL);
  return ['scrypt', COST, BLOCK_SIZE, PARALLEL, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** Only for secrets of at least 128 random bits. */
export function hashRandomSecret(secret: string): string {
  const salt = randomBytes(16).toString('base64url');
  return ['sha256', salt, digest(salt, secret).toString('base64url')].join('$');
}

export const isSlow = (stored: string): boolean => !stored.startsWith('sha256$');

export async function matchesHash(secret: string, stored: string): Promise<boolean> {
  const [kind, ...parts] = stored.split('$');
  if (kind === 'sha256') return isEqual(digest(parts[0] ?? '', secret), parts[1]);
  if (kind !== 'scrypt') return false;
  const [cost, blockSize, parallel, salt = '', hash] = parts;
  const saltBytes = Buffer.from(salt, 'base64url');
  return isEqual(await derive(secret, saltBytes, Number(cost), Number(blockSize), Number(parallel)), hash);
}

function isEqual(actual: Buffer, stored = ''): boolean {
  const expected = Buffer.from(stored, 'base64url');
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

const digest = (salt: string, secret: string): Buffer => createHash('sha256').update(`${salt}$${secret}`).digest();

function derive(secret: string, salt: Buffer, N: number, r: number, p: number): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    scrypt(secret, salt, HASH_BYTES, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    ),
  );
}
