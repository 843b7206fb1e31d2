// `scrypt$<log2 N>$<r>$<p>$<salt>$<hash>`, salt and hash in base64url.
import { scrypt, timingSafeEqual } from 'node:crypto';

const FORM = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]{16,})\$([\w-]{43})$/;
const HASH_BYTES = 32;
/** What an unknown user is checked against, so that the time tells nothing. Nothing has this hash. */
const NOBODY = 'scrypt$15$8$1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

/** The user of these Basic credentials (RFC 7617), or null. @throws Error for a hash that is none. */
export async function userOf(authorization: string, users: Readonly<Record<string, string>>): Promise<string | null> {
  const encoded = /^basic +([A-Za-z0-9+/=_-]{1,1000}) *$/i.exec(authorization)?.[1];
  const [, name = '', password = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString()) ?? [];
  const known = Object.hasOwn(users, name) ? users[name] : undefined;
  const matches = await matchesHash(password, known ?? NOBODY);
  return matches && known !== undefined ? name : null;
}

async function matchesHash(password: string, stored: string): Promise<boolean> {
  const parts = FORM.exec(stored);
  if (parts === null) throw new Error('a user of the secret has no scrypt hash of our form');
  const [logN, r, p] = parts.slice(1, 4).map(Number) as [number, number, number];
  const [salt, hash] = parts.slice(4).map((text) => Buffer.from(text, 'base64url')) as [Buffer, Buffer];
  const options = { N: 2 ** logN, r, p, maxmem: 64 * 1024 * 1024 };
  const computed = await new Promise<Buffer>((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
  return timingSafeEqual(computed, hash);
}
