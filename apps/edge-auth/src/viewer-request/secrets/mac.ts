// Values that only we can have written: `<payload>.<HMAC-SHA-256>`, both base64url. A purpose is part of the MAC, so that a
// value for one use never serves another.
import { createHmac, timingSafeEqual } from 'node:crypto';

export type Keys = readonly [string, ...string[]];

export function sign(keys: Keys, purpose: string, payload: object): string {
  const text = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${text}.${macOf(keys[0], purpose, text).toString('base64url')}`;
}

/** The payload, or null. A key that was replaced is still good for what it signed. */
export function verify(keys: Keys, purpose: string, signed: string | undefined): unknown {
  const [text = '', mac = '', ...more] = (signed ?? '').split('.');
  if (more.length > 0 || !/^[\w-]+$/.test(text) || !/^[\w-]{43}$/.test(mac)) return null;
  const given = Buffer.from(mac, 'base64url');
  if (!keys.some((key) => timingSafeEqual(macOf(key, purpose, text), given))) return null;
  return JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown;
}

function macOf(key: string, purpose: string, text: string): Buffer {
  return createHmac('sha256', key).update(`${purpose}\0${text}`).digest();
}
