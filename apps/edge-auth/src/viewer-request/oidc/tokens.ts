// What must be true of a token before anyone gets in with it.
import { CLOCK_TOLERANCE_S, LOGIN_TIMEOUT_S, REFRESH_BEFORE_EXPIRY_S } from '@simulator/deployment';
import { errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import { equalTexts } from '../secrets/equal-texts.js';
import type { Provider } from './provider.js';
import { ProviderError } from './provider.js';

/** Never HMAC: a public key would be taken for its secret. Never `none`. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** The token is not good here. `clock`: it would be if our clock or the provider's stood otherwise. */
export class TokenRefused extends Error {
  constructor(
    message: string,
    readonly clock = false,
  ) {
    super(message);
  }
}

export interface AccessFacts {
  subject: string;
  expiresAt: number;
  refreshAt: number;
  roles: string[];
}

/** @throws TokenRefused, or ProviderError when its keys cannot be had. */
export async function verifyAccessToken(
  token: string,
  provider: Provider,
  claims: { audienceClaim: string; rolesClaim: string },
  nowMs: number,
): Promise<AccessFacts> {
  const payload = await verified(token, provider, nowMs);
  if (!textsOf(payload[claims.audienceClaim]).includes(provider.audience))
    throw new TokenRefused('access token for another audience');
  // Cognito's id tokens are signed by the same keys.
  if (payload['token_use'] !== undefined && payload['token_use'] !== 'access')
    throw new TokenRefused('no access token');
  const { exp = 0, iat, sub = '' } = payload;
  const lifetimeS = exp - (iat ?? Math.floor(nowMs / 1000));
  const marginS = Math.min(REFRESH_BEFORE_EXPIRY_S, Math.floor(lifetimeS / 5));
  return { subject: sub, expiresAt: exp, refreshAt: exp - marginS, roles: textsOf(payload[claims.rolesClaim]) };
}

/** OpenID Connect Core 1.0 §3.1.3.7. @throws as verifyAccessToken does. */
export async function verifyIdToken(
  token: string,
  provider: Provider,
  nonce: string | null,
  nowMs: number,
): Promise<JWTPayload> {
  const payload = await verified(token, provider, nowMs);
  const audiences = [payload.aud ?? []].flat();
  if (!audiences.includes(provider.clientId)) throw new TokenRefused('id token for another client');
  const authorised = payload['azp'];
  if (authorised === undefined ? audiences.length > 1 : authorised !== provider.clientId)
    throw new TokenRefused('id token for another party');
  if (nonce === null) return payload;
  if (typeof payload['nonce'] !== 'string' || !equalTexts(payload['nonce'], nonce))
    throw new TokenRefused('id token of another login');
  const ageS = nowMs / 1000 - (payload.iat ?? 0);
  if (ageS < -CLOCK_TOLERANCE_S || ageS > LOGIN_TIMEOUT_S) throw new TokenRefused('id token of another time', true);
  return payload;
}

async function verified(token: string, { keys, issuer }: Provider, nowMs: number): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_S,
      requiredClaims: ['exp', 'sub'],
      currentDate: new Date(nowMs),
    });
    return payload;
  } catch (error) {
    if (!isOfToken(error)) throw new ProviderError('the keys of the identity provider cannot be had', { cause: error });
    throw new TokenRefused((error as Error).message, isOfClock(error));
  }
}

// What createRemoteJWKSet throws for an answer other than 200, or one that is no key set.
const isOfKeySet = (error: errors.JOSEError): boolean =>
  error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || error.code === 'ERR_JOSE_GENERIC';

const isOfToken = (error: unknown): boolean => error instanceof errors.JOSEError && !isOfKeySet(error);

const isOfClock = (error: unknown): boolean =>
  error instanceof errors.JWTExpired ||
  (error instanceof errors.JWTClaimValidationFailed && ['nbf', 'iat'].includes(error.claim));

/** A claim is a list, or one text with spaces, as `scope` is. */
function textsOf(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ');
  return Array.isArray(claim) ? claim.filter((each) => typeof each === 'string') : [];
}
