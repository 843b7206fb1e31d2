// An OpenID Connect provider for a laptop and for tests: real protocol, a form with a few users, everything else in memory.
// For development only: it keeps passwords in clear and forgets all sessions when it stops.
import { generateKeyPairSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { authPaths } from '@simulator/deployment';
import { Provider } from 'oidc-provider';
import type { ClientMetadata, Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { errorPage, loginPage, logoutPage } from './pages.js';
import type { Users } from './users.js';

export interface LocalIdp {
  /** As it stands in tokens, and under which browser and containers reach it. */
  issuer: string;
  clientId: string;
  /** Resource identifier of the API: the audience of access tokens. */
  audience: string;
  /** Origins of the edge, to which people are sent back. */
  origins: readonly string[];
  users: Users;
  accessTokenTtlS: number;
}

const REFRESH_TTL_S = 43_200;

export function createLocalIdp(options: LocalIdp): Provider {
  const provider = new Provider(options.issuer, configuration(options));
  serveLogin(provider, options.users);
  return provider;
}

function configuration(options: LocalIdp): Configuration {
  const { clientId, audience, origins, users } = options;
  const client: ClientMetadata = {
    client_id: clientId,
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: origins.map((origin) => `${origin}${authPaths.callback}`),
    post_logout_redirect_uris: origins.map((origin) => `${origin}${authPaths.signedOut}`),
  };
  return {
    clients: [client],
    jwks: { keys: [signingKey()] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    claims: { openid: ['sub'], email: ['email'], profile: ['preferred_username'] },
    conformIdTokenClaims: false,
    issueRefreshToken: () => true,
    // As Cognito does by default.
    rotateRefreshToken: false,
    extraTokenClaims: (_ctx, token) => ({ roles: rolesOf(users, (token as { accountId?: string }).accountId) }),
    findAccount: (_ctx, id) => ({
      accountId: id,
      claims: () => ({ sub: id, preferred_username: id, email: `${id}@simulator.test` }),
    }),
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: { enabled: true, logoutSource: (ctx, form) => void (ctx.body = logoutPage(form)) },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: '',
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: options.accessTokenTtlS,
        }),
      },
    },
    ttl: {
      AccessToken: () => options.accessTokenTtlS,
      IdToken: REFRESH_TTL_S,
      RefreshToken: REFRESH_TTL_S,
      Session: REFRESH_TTL_S,
      Grant: REFRESH_TTL_S,
      Interaction: 3600,
    },
    loadExistingGrant: grantEverything,
    renderError: (ctx, out) => void (ctx.body = errorPage(out)),
  };
}

/** Its own at each start: the ones that the library brings along are known to everybody. */
function signingKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomBytes(8).toString('hex'), alg: 'RS256', use: 'sig' };
}

/** Its one client is the product itself: nobody has to consent. */
async function grantEverything(ctx: KoaContextWithOIDC) {
  const { client, session, provider, params } = ctx.oidc;
  const grant = new provider.Grant({ clientId: client?.clientId ?? '', accountId: session?.accountId ?? '' });
  grant.addOIDCScope(typeof params?.['scope'] === 'string' ? params['scope'] : 'openid');
  await grant.save();
  return grant;
}

const rolesOf = (users: Users, name = ''): string[] =>
  (Object.hasOwn(users, name) ? users[name]?.roles : undefined) ?? [];

const MAX_FORM_BYTES = 4096;

function serveLogin(provider: Provider, users: Users): void {
  provider.use(async (ctx, next) => {
    if (!ctx.path.startsWith('/interaction/')) {
      await next();
      return;
    }
    ctx.set('Cache-Control', 'no-store');
    ctx.set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
    // Throws for an interaction that is over, and the provider shows it.
    await provider.interactionDetails(ctx.req, ctx.res);
    if (ctx.method !== 'POST') {
      ctx.body = loginPage(Object.keys(users), null);
      return;
    }
    const form = new URLSearchParams(await readForm(ctx.req));
    const name = form.get('user') ?? '';
    if (!isPassword(users, name, form.get('password') ?? '')) {
      ctx.status = 401;
      ctx.body = loginPage(Object.keys(users), 'User name or password is wrong.');
      return;
    }
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, { login: { accountId: name } }));
  });
}

async function readForm(message: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) if (chunks.push(chunk) > MAX_FORM_BYTES) break;
  return Buffer.concat(chunks).subarray(0, MAX_FORM_BYTES).toString();
}

function isPassword(users: Users, name: string, given: string): boolean {
  const password = Object.hasOwn(users, name) ? users[name]?.password : undefined;
  const [one, other] = [password ?? '', given].map((text) => Buffer.from(text)) as [Buffer, Buffer];
  return password !== undefined && one.length === other.length && timingSafeEqual(one, other);
}
