import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';

/** HashAlgorithmEnumType of the security whitepaper. */
export type HashAlgorithm = 'SHA256' | 'SHA384' | 'SHA512';

export const hashes = { SHA256: sha256, SHA384: sha384, SHA512: sha512 } satisfies Record<
  HashAlgorithm,
  (data: Uint8Array) => Uint8Array
>;
