// A function in front of the fake provider, with a clock that a spec can move.
import type { EdgeConfig, OidcLogin } from '../src/config/edge-config.js';
import { edgeConfigSchema } from '../src/config/edge-config.js';
import { basicVariant } from '../src/viewer-request/basic/basic-login.js';
import { createHandler } from '../src/viewer-request/create-handler.js';
import type { Handler } from '../src/viewer-request/create-handler.js';
import { oidcVariant } from '../src/viewer-request/oidc/oidc-login.js';
import { CLIENT_ID } from './fake-provider.js';
import type { FakeProvider } from './fake-provider.js';
import { withoutHurry } from './no-hurry.js';
import { answered, locationOf, ORIGIN, Visitor } from './visitor.js';
import type { Reply } from './visitor.js';

withoutHurry();

export const SESSION_KEY = 'a key of a test that has more than 32 characters';

export class Clock {
  ms = 1_800_000_000_000;
  readonly now = (): number => this.ms;
  get s(): number {
    return Math.floor(this.ms / 1000);
  }
  passS(seconds: number): void {
    this.ms += seconds * 1000;
  }
}

export interface EdgeOptions {
  login?: Partial<OidcLogin>;
  secret?: () => Promise<string>;
  origins?: string[];
}

export function oidcEdge(
  provider: FakeProvider,
  clock: Clock,
  { login, secret, origins = [ORIGIN] }: EdgeOptions = {},
): Handler {
  const config = edgeConfigSchema.parse({
    origins,
    secret: { file: '/none' },
    login: { kind: 'oidc', issuer: provider.issuer, clientId: CLIENT_ID, logout: 'end-session', ...login },
  });
  return createHandler(
    config,
    { login: oidcVariant, readSecret: secret ?? (async () => JSON.stringify({ sessionKey: SESSION_KEY })) },
    clock.now,
  );
}

export function basicEdge(clock: Clock, secret: object): Handler {
  const config: EdgeConfig = edgeConfigSchema.parse({
    origins: [ORIGIN],
    secret: { file: '/none' },
    login: { kind: 'basic' },
  });
  return createHandler(
    config,
    { login: basicVariant, readSecret: async () => JSON.stringify({ sessionKey: SESSION_KEY, ...secret }) },
    clock.now,
  );
}

/** Claims by which the tokens of a login differ from good ones. */
export interface Bent {
  access?: object;
  id?: object;
  refresh?: string | null;
  /** In place of the token. */
  accessToken?: string;
}

/** The provider gives these tokens to whoever asks, with the nonce of the login that is under way. */
export function giveTokens(provider: FakeProvider, clock: Clock, nonce: string | undefined, bent: Bent = {}): void {
  provider.answer = async () => ({
    status: 200,
    body: {
      token_type: 'Bearer',
      access_token: bent.accessToken ?? (await provider.accessToken(clock.s, { ...bent.access })),
      id_token: await provider.idToken(clock.s, nonce, { ...bent.id }),
      ...(bent.refresh === null ? {} : { refresh_token: bent.refresh ?? 'refresh-1' }),
    },
  });
}

export interface Edge {
  provider: FakeProvider;
  clock: Clock;
  handler: Handler;
}

/** Goes to a page without a session and comes back from the provider with a code. */
export async function signIn(
  { provider, clock, handler }: Edge,
  bent: Bent = {},
  path = '/',
  visitor = new Visitor(handler, clock),
): Promise<{ visitor: Visitor; reply: Reply }> {
  const url = new URL(locationOf(await visitor.navigate(path)));
  giveTokens(provider, clock, url.searchParams.get('nonce') ?? undefined, bent);
  const back = new URLSearchParams({ code: 'code-1', state: url.searchParams.get('state') ?? '' });
  return {
    visitor,
    reply: await visitor.navigate(`/auth/callback?${back.toString()}`, { 'sec-fetch-site': 'cross-site' }),
  };
}

export async function signedIn(edge: Edge, bent: Bent = {}): Promise<Visitor> {
  const { visitor, reply } = await signIn(edge, bent);
  if (answered(reply).status !== '302') throw new Error(`the sign-in failed: ${answered(reply).body ?? ''}`);
  return visitor;
}
