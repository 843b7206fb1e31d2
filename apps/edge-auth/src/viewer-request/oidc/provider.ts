// The identity provider: where its endpoints are, its keys, its token endpoint.
import { KEYS_TTL_MS } from '@simulator/deployment';
import { createRemoteJWKSet } from 'jose';
import type { JWTVerifyGetKey } from 'jose';
import type { OidcLogin } from '../../config/edge-config.js';
import { expiring } from '../secrets/expiring.js';
import type { Secrets } from '../secrets/secrets.js';

/** Below CloudFront's five seconds together, discovery, tokens and keys in a row. */
const TIMEOUT_MS = 1500;
const KEYS_COOLDOWN_MS = 30_000;

export interface Provider {
  issuer: string;
  clientId: string;
  audience: string;
  endpoints: Endpoints;
  keys: JWTVerifyGetKey;
}

export interface Endpoints {
  authorization: string;
  token: string;
  jwks: string;
  endSession?: string | undefined;
  revocation?: string | undefined;
}

/** The provider cannot be reached, or does not answer as one. It is not the visitor's fault, and trying again may help. */
export class ProviderError extends Error {}

/** The provider answered, with an OAuth error such as `invalid_grant`. */
export class GrantRefused extends Error {}

export interface TokenAnswer {
  access_token?: unknown;
  id_token?: unknown;
  refresh_token?: unknown;
}

export type ProviderSource = (secrets: Secrets) => Promise<Provider>;

export function providerFrom(login: OidcLogin, now: () => number): ProviderSource {
  return expiring(KEYS_TTL_MS, now, (secrets: Secrets) => describe(login, secrets));
}

async function describe(login: OidcLogin, secrets: Secrets): Promise<Provider> {
  const issuer = secrets.issuer ?? login.issuer;
  const clientId = secrets.clientId ?? login.clientId;
  if (issuer === undefined || clientId === undefined)
    throw new Error('neither the build nor the secret names issuer and clientId');
  const endpoints = login.endpoints ?? (await discover(issuer));
  const keys = createRemoteJWKSet(new URL(endpoints.jwks), {
    cacheMaxAge: KEYS_TTL_MS,
    cooldownDuration: KEYS_COOLDOWN_MS,
    timeoutDuration: TIMEOUT_MS,
  });
  return { issuer, clientId, audience: login.audience ?? clientId, endpoints, keys };
}

/** OpenID Connect Discovery 1.0 §4. */
async function discover(issuer: string): Promise<Endpoints> {
  const response = await ask(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {});
  if (!response.ok) throw new ProviderError(`discovery answers ${response.status}`);
  const document = (await response.json()) as Record<string, unknown>;
  // §4.3: otherwise anyone who can answer at that address could name another issuer's keys.
  if (document['issuer'] !== issuer) throw new ProviderError('discovery names another issuer');
  const text = (name: string): string | undefined => (typeof document[name] === 'string' ? document[name] : undefined);
  const [authorization, token, jwks] = [text('authorization_endpoint'), text('token_endpoint'), text('jwks_uri')];
  if (authorization === undefined || token === undefined || jwks === undefined)
    throw new ProviderError('discovery lacks an endpoint');
  return {
    authorization,
    token,
    jwks,
    endSession: text('end_session_endpoint'),
    revocation: text('revocation_endpoint'),
  };
}

/** @throws GrantRefused for an OAuth error, ProviderError for anything else. */
export async function requestTokens(
  { endpoints, clientId }: Provider,
  login: OidcLogin,
  secrets: Secrets,
  grant: Readonly<Record<string, string>>,
): Promise<TokenAnswer> {
  const response = await post(endpoints.token, { login, secrets, clientId, form: grant });
  const body = (await response.json().catch(() => null)) as (TokenAnswer & { error?: unknown }) | null;
  if (response.ok && body !== null) return body;
  if (response.status < 500 && typeof body?.error === 'string') throw new GrantRefused(body.error.slice(0, 100));
  throw new ProviderError(`the token endpoint answers ${response.status}`);
}

/** RFC 7009. What the provider says to it changes nothing for the person who signs out. */
export async function revoke(
  { endpoints, clientId }: Provider,
  login: OidcLogin,
  secrets: Secrets,
  token: string,
): Promise<void> {
  if (endpoints.revocation === undefined) return;
  const form = { token, token_type_hint: 'refresh_token' };
  await post(endpoints.revocation, { login, secrets, clientId, form }).catch(() => undefined);
}

interface ClientRequest {
  login: OidcLogin;
  secrets: Secrets;
  clientId: string;
  form: Readonly<Record<string, string>>;
}

function post(url: string, { login, secrets, clientId, form }: ClientRequest): Promise<Response> {
  const body = new URLSearchParams({ ...form, client_id: clientId });
  const headers: Record<string, string> = { accept: 'application/json' };
  const secret = secrets.clientSecret ?? '';
  if (login.clientAuthentication === 'post') body.set('client_secret', secret);
  // RFC 6749 §2.3.1: both are form-encoded first.
  if (login.clientAuthentication === 'basic') {
    const [user, password] = [clientId, secret].map((text) => new URLSearchParams({ '': text }).toString().slice(1));
    headers['authorization'] = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  }
  return ask(url, { method: 'POST', headers, body });
}

async function ask(url: string, init: RequestInit & { headers?: Record<string, string> }): Promise<Response> {
  // A function that slept finds its idle connections closed by the other side, and a token request is not sent twice.
  const headers = { ...init.headers, connection: 'close' };
  try {
    return await fetch(url, { ...init, headers, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    throw new ProviderError('the identity provider does not answer', { cause: error });
  }
}
