// The session cookie: who is signed in, until when, and which tokens belong to it. Signed, so that a token alone opens nothing.
import { createHash, timingSafeEqual } from 'node:crypto';
import { cookieNames, JUST_SIGNED_IN_S, MAX_COOKIE_BYTES, SESSION_MAX_AGE_S } from '@simulator/deployment';
import { clearCookie, fitsCookie, setCookie } from '../http/cookies.js';
import { sign, verify } from '../secrets/mac.js';
import type { Keys } from '../secrets/mac.js';

const PURPOSE = 'session';

export interface Session {
  name: string;
  roles: readonly string[];
  /** Seconds since 1970, as all of these. When the person signed in. */
  startedAt: number;
  /** When the access token, or the session without one, ends. */
  expiresAt: number;
  /** From when on the tokens are to be renewed. */
  refreshAt: number;
  tokens: Tokens;
}

export interface Tokens {
  access?: string;
  refresh?: string;
  id?: string;
}

const tokenCookies = {
  access: cookieNames.accessToken,
  refresh: cookieNames.refreshToken,
  id: cookieNames.idToken,
} as const;
const tokenKinds = ['access', 'refresh', 'id'] as const;

interface Payload {
  n: string;
  r: string[];
  s: number;
  e: number;
  f: number;
  /** Fingerprints of the tokens. */
  t: Partial<Record<keyof Tokens, string>>;
}

/** The session of these cookies, its access token perhaps expired; null: there is none that is ours, whole and young enough. */
export function readSession(keys: Keys, cookies: ReadonlyMap<string, string>, nowS: number): Session | null {
  const payload = verify(keys, PURPOSE, cookies.get(cookieNames.session)) as Payload | null;
  if (payload === null || nowS >= payload.s + SESSION_MAX_AGE_S || payload.s > nowS + MAX_FUTURE_S) return null;
  const tokens: Tokens = {};
  for (const kind of tokenKinds) {
    const fingerprint = payload.t[kind];
    if (fingerprint === undefined) continue;
    const token = cookies.get(tokenCookies[kind]);
    if (token === undefined || !timingSafeEqual(fingerprintOf(token), Buffer.from(fingerprint, 'base64url')))
      return null;
    tokens[kind] = token;
  }
  const { n: name, r: roles, s: startedAt, e: expiresAt, f: refreshAt } = payload;
  return { name, roles, startedAt, expiresAt, refreshAt, tokens };
}

const MAX_FUTURE_S = 300;

/** Set-Cookie lines that start or renew a session; null: a token is too long for a cookie, or of strange characters. */
export function writeSession(keys: Keys, session: Session, nowS: number): string[] | null {
  const { name, roles, startedAt, expiresAt, refreshAt, tokens } = session;
  const fingerprints = tokenKinds.flatMap((kind) => {
    const token = tokens[kind];
    return token === undefined ? [] : [[kind, fingerprintOf(token).toString('base64url')]];
  });
  const payload: Payload = {
    n: name,
    r: [...roles],
    s: startedAt,
    e: expiresAt,
    f: refreshAt,
    t: Object.fromEntries(fingerprints) as Payload['t'],
  };
  const values = [
    [cookieNames.session, sign(keys, PURPOSE, payload)] as const,
    ...tokenKinds.map((kind) => [tokenCookies[kind], tokens[kind]] as const),
  ];
  for (const [cookie, value = ''] of values) {
    if (cookie.length + value.length > MAX_COOKIE_BYTES || !fitsCookie(value)) return null;
  }
  const maxAgeS = startedAt + SESSION_MAX_AGE_S - nowS;
  return [
    ...values.map(([cookie, value]) => (value === undefined ? clearCookie(cookie) : setCookie(cookie, value, maxAgeS))),
    setCookie(cookieNames.justSignedIn, '1', JUST_SIGNED_IN_S),
  ];
}

/** Set-Cookie lines that end a session. */
export const clearSession = (): string[] =>
  [cookieNames.session, ...Object.values(tokenCookies), cookieNames.justSignedIn].map(clearCookie);

const fingerprintOf = (token: string): Buffer => createHash('sha256').update(token).digest();
