// What the function must not carry in its code: fetched at a cold start, kept for a while.
import { SECRETS_TTL_MS } from '@simulator/deployment';
import type { Keys } from './mac.js';
import { expiring } from './expiring.js';

const MIN_KEY_LENGTH = 32;

export interface Secrets {
  keys: Keys;
  clientSecret?: string;
  /** What is known only after a deployment, and no secret; goes before what was baked in. */
  issuer?: string;
  clientId?: string;
  /** Basic variant: scrypt hashes by user name, and the key that the API is given. */
  users?: Readonly<Record<string, string>>;
  apiKey?: string;
}

/** @throws Error when the secret cannot be read or is no good; nobody passes then. */
export function secretsFrom(read: () => Promise<string>, now: () => number): () => Promise<Secrets> {
  return expiring(SECRETS_TTL_MS, now, async () => parse(await read()));
}

function parse(text: string): Secrets {
  let values: Record<string, unknown>;
  try {
    values = JSON.parse(text) as Record<string, unknown>;
  } catch {
    // The error of JSON.parse quotes what it read.
    throw new Error('the secret is no JSON');
  }
  const { sessionKey, previousSessionKey, users } = values;
  if (typeof sessionKey !== 'string' || sessionKey.length < MIN_KEY_LENGTH) {
    throw new Error(`the secret needs a sessionKey of at least ${MIN_KEY_LENGTH} characters`);
  }
  const isKey = typeof previousSessionKey === 'string' && previousSessionKey.length >= MIN_KEY_LENGTH;
  const texts = ['clientSecret', 'issuer', 'clientId', 'apiKey'].filter((name) => typeof values[name] === 'string');
  return {
    keys: isKey ? [sessionKey, previousSessionKey] : [sessionKey],
    ...Object.fromEntries(texts.map((name) => [name, values[name]])),
    ...(typeof users === 'object' && users !== null ? { users: users as Record<string, string> } : {}),
  };
}
