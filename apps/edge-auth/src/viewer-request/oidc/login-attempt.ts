// A login under way: kept in a signed cookie of the browser that began it, so that nobody else can finish it.
import { createHash, randomBytes } from 'node:crypto';
import { cookieNames, LOGIN_TIMEOUT_S } from '@simulator/deployment';
import { clearCookie, setCookie } from '../http/cookies.js';
import { sign, verify } from '../secrets/mac.js';
import type { Keys } from '../secrets/mac.js';

/** Several tabs may sign in at once; more than this, and abandoned ones are forgotten, lest their cookies fill the request. */
const MAX_ATTEMPTS = 6;
const MAX_FUTURE_S = 60;

export interface LoginAttempt {
  /** The `state` of the authorization request. */
  state: string;
  nonce: string;
  /** PKCE code verifier (RFC 7636). */
  verifier: string;
  returnPath: string;
  startedAt: number;
}

export function startAttempt(
  keys: Keys,
  cookies: ReadonlyMap<string, string>,
  returnPath: string,
  nowS: number,
): { attempt: LoginAttempt; setCookies: string[] } {
  const [state, nonce, verifier] = [16, 16, 32].map((bytes) => randomBytes(bytes).toString('base64url')) as [
    string,
    string,
    string,
  ];
  const attempt = { state, nonce, verifier, returnPath, startedAt: nowS };
  const others = [...cookies.keys()].filter((name) => name.startsWith(cookieNames.loginPrefix));
  const forgotten = others.length < MAX_ATTEMPTS ? [] : others;
  const value = sign(keys, purposeOf(state), { n: nonce, v: verifier, p: returnPath, s: nowS });
  return { attempt, setCookies: [...forgotten.map(clearCookie), setCookie(nameOf(state), value, LOGIN_TIMEOUT_S)] };
}

/** The attempt that this state belongs to; null: this browser began none, or too long ago. */
export function findAttempt(
  keys: Keys,
  cookies: ReadonlyMap<string, string>,
  state: string,
  nowS: number,
): LoginAttempt | 'too old' | null {
  if (!/^[\w-]{22}$/.test(state)) return null;
  const payload = verify(keys, purposeOf(state), cookies.get(nameOf(state))) as {
    n: string;
    v: string;
    p: string;
    s: number;
  } | null;
  if (payload === null) return null;
  const ageS = nowS - payload.s;
  if (ageS > LOGIN_TIMEOUT_S || ageS < -MAX_FUTURE_S) return 'too old';
  return { state, nonce: payload.n, verifier: payload.v, returnPath: payload.p, startedAt: payload.s };
}

export const forgetAttempt = (state: string): string => clearCookie(nameOf(state));

/** PKCE, S256. */
export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

const nameOf = (state: string): string => `${cookieNames.loginPrefix}${state}`;
const purposeOf = (state: string): string => `login ${state}`;
