// HTTP Basic of stations (RFC 7617): `base64(identity:password)`.

/** A key of 20 bytes, written as OCPP 1.6 does in ChangeConfiguration (OCPP-J 1.6 §6.2). */
const HEX_KEY = /^[0-9a-f]{40}$/i;
const PRINTABLE = /^[\x20-\x7e]*$/;

/**
 * What the password of an Authorization header may mean, where its user is the station's identity; nothing for any other header.
 * The security whitepaper's station (§2.3) sends its password as UTF-8. An older one is given a key as 40 hexadecimal digits and
 * sends the 20 bytes that they stand for, as OCPP-J 1.6 §6.2 says.
 */
export function readPasswords(authorization: string | undefined, id: string): string[] {
  const encoded = /^basic +([A-Za-z0-9+/=_-]+) *$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return [];
  const bytes = Buffer.from(encoded, 'base64');
  const user = Buffer.from(`${id}:`, 'utf8');
  if (!bytes.subarray(0, user.length).equals(user)) return [];
  const password = bytes.subarray(user.length);
  const text = textOf(password);
  const isKey = password.length === 20 && (text === null || !PRINTABLE.test(text));
  return [...(text === null ? [] : [canonicalSecret(text)]), ...(isKey ? [password.toString('hex')] : [])];
}

/** A hexadecimal key means the same in both cases. */
export const canonicalSecret = (secret: string): string => (HEX_KEY.test(secret) ? secret.toLowerCase() : secret);

function textOf(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
