// Access tokens of an OIDC provider: signature, issuer, audience, expiry, role. The provider's keys are fetched when first needed.
import { Inject, Injectable } from '@nestjs/common';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { ENVIRONMENT } from '../config/environment.js';
import type { Environment, OidcSettings } from '../config/environment.js';
import { ProblemException } from '../http/problem.js';
import { Log } from '../logging/log.js';
import { highestRole } from './principal.js';
import type { Principal } from './principal.js';

/** Never HMAC: a public key would be taken for its secret. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const CLOCK_TOLERANCE_S = 30;
/** OpenID Connect Core 1.0 §2. */
const MAX_SUBJECT_LENGTH = 255;
const DISCOVERY_TIMEOUT_MS = 5000;

@Injectable()
export class OidcVerifier {
  private keys: Promise<JWTVerifyGetKey> | undefined;

  constructor(
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    private readonly log: Log,
  ) {}

  /**
   * Whose token it is, or null for one that is not valid here.
   * @throws ProblemException 503 when the provider cannot be asked for its keys.
   */
  async verify(token: string): Promise<Principal | null> {
    const { oidc } = this.environment.auth;
    if (oidc === null) return null;
    const keys = await this.keysOf(oidc);
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: oidc.issuer,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_S,
        requiredClaims: ['exp', 'sub'],
      });
      return principalOf(payload, oidc);
    } catch (error) {
      if (isOfToken(error)) return null;
      throw this.unreachable(error);
    }
  }

  private keysOf(oidc: OidcSettings): Promise<JWTVerifyGetKey> {
    this.keys ??= discover(oidc.issuer).catch((error: unknown) => {
      this.keys = undefined;
      throw this.unreachable(error);
    });
    return this.keys;
  }

  private unreachable(error: unknown): ProblemException {
    this.log.error({ error }, 'the OIDC provider cannot be asked');
    return new ProblemException(503, 'Tokens cannot be checked now: the identity provider does not answer');
  }
}

/** OpenID Connect Discovery 1.0 §4. */
async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(DISCOVERY_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  const document = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
  if (document.issuer !== issuer) throw new Error(`${url} names another issuer: ${String(document.issuer)}`);
  return createRemoteJWKSet(new URL(String(document.jwks_uri)));
}

/** Whether the token is wrong, rather than our asking for the keys. */
function isOfToken(error: unknown): boolean {
  return error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout) && !isOfKeySet(error);
}

// What createRemoteJWKSet throws for an answer other than 200, or one that is no key set.
const isOfKeySet = (error: errors.JOSEError): boolean =>
  error.code === 'ERR_JOSE_GENERIC' || error instanceof errors.JWKSInvalid;

function principalOf(payload: JWTPayload, { audience, audienceClaim, rolesClaim }: OidcSettings): Principal | null {
  if (!textsOf(payload[audienceClaim]).includes(audience)) return null;
  const role = highestRole(textsOf(payload[rolesClaim]));
  const { sub } = payload;
  if (role === null || typeof sub !== 'string' || sub === '' || sub.length > MAX_SUBJECT_LENGTH) return null;
  const [name = ''] = [payload['email'], sub].filter((each) => typeof each === 'string');
  return { name: name.slice(0, 100), subject: `oidc:${sub}`, role };
}

/** A claim is a list, or one text with spaces, as `scope` is. */
function textsOf(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ');
  return Array.isArray(claim) ? claim.filter((each) => typeof each === 'string') : [];
}
