// Tokens of the provider made into sessions of ours, at the login and at each renewal.
import { MAX_COOKIE_BYTES } from '@simulator/deployment';
import type { JWTPayload } from 'jose';
import type { Session } from '../session/session.js';
import { writeSession } from '../session/session.js';
import { requestTokens } from './provider.js';
import type { TokenAnswer } from './provider.js';
import { TokenRefused, verifyAccessToken, verifyIdToken } from './tokens.js';
import type { Visit } from './visit.js';

const NAME_CLAIMS = ['email', 'preferred_username', 'name', 'cognito:username', 'username', 'sub'] as const;
const MAX_NAME_LENGTH = 100;

/** @throws TokenRefused for tokens that are not good, ProviderError when that cannot be found out. */
export async function newSession(visit: Visit, answer: TokenAnswer, nonce: string): Promise<Session> {
  const { login, nowMs, nowS } = visit;
  const provider = await visit.provider();
  const { access_token: access, id_token: id, refresh_token: refresh } = answer;
  if (typeof access !== 'string' || typeof id !== 'string') throw new TokenRefused('a token is missing');
  const identity = await verifyIdToken(id, provider, nonce, nowMs);
  const facts = await verifyAccessToken(access, provider, login, nowMs);
  if (facts.subject !== identity.sub) throw new TokenRefused('tokens of two people');
  return {
    name: nameOf(identity),
    roles: facts.roles,
    startedAt: nowS,
    expiresAt: facts.expiresAt,
    refreshAt: facts.refreshAt,
    tokens: {
      access,
      ...(typeof refresh === 'string' ? { refresh } : {}),
      ...(login.logout === 'end-session' ? { id } : {}),
    },
  };
}

const REMEMBERED_S = 30;

/** @throws GrantRefused, TokenRefused or ProviderError. */
export function renewSession(visit: Visit, session: Session): Promise<Session> {
  const { refresh = '' } = session.tokens;
  const { renewals } = visit;
  for (const [token, { atS }] of renewals) if (atS + REMEMBERED_S < visit.nowS) renewals.delete(token);
  const known = renewals.get(refresh);
  if (known !== undefined) return known.session;
  const renewed = renew(visit, session, refresh);
  renewals.set(refresh, { session: renewed, atS: visit.nowS });
  renewed.catch(() => renewals.delete(refresh));
  return renewed;
}

async function renew(visit: Visit, session: Session, refresh: string): Promise<Session> {
  const { login, secrets, nowMs } = visit;
  const provider = await visit.provider();
  const grant = { grant_type: 'refresh_token', refresh_token: refresh };
  const answer = await requestTokens(provider, login, secrets, grant);
  const { access_token: access, id_token: id, refresh_token: rotated } = answer;
  if (typeof access !== 'string') throw new TokenRefused('the access token is missing');
  const facts = await verifyAccessToken(access, provider, login, nowMs);
  // OpenID Connect Core 1.0 §12.2: an id token is optional here, and has no nonce to compare.
  if (typeof id === 'string' && (await verifyIdToken(id, provider, null, nowMs)).sub !== facts.subject) {
    throw new TokenRefused('tokens of two people');
  }
  const kept = login.logout === 'end-session' ? (typeof id === 'string' ? id : session.tokens.id) : undefined;
  return {
    ...session,
    roles: facts.roles,
    expiresAt: facts.expiresAt,
    refreshAt: facts.refreshAt,
    tokens: {
      access,
      refresh: typeof rotated === 'string' ? rotated : refresh,
      ...(kept === undefined ? {} : { id: kept }),
    },
  };
}

/** @throws TokenRefused when a token fits no cookie: the browser would drop it, and come back without. */
export function sessionCookies({ secrets, nowS }: Visit, session: Session): string[] {
  const cookies = writeSession(secrets.keys, session, nowS);
  if (cookies === null) throw new TokenRefused(`a token does not fit into a cookie of ${MAX_COOKIE_BYTES} bytes`);
  return cookies;
}

function nameOf(claims: JWTPayload): string {
  const name = NAME_CLAIMS.map((claim) => claims[claim]).find((value) => typeof value === 'string' && value !== '');
  return String(name).slice(0, MAX_NAME_LENGTH);
}
