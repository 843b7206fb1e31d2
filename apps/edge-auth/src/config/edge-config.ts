// What the function is built with. Lambda@Edge has no environment variables, so esbuild's `define` bakes this in (tools/bundle.mjs).
import { z } from 'zod';

const httpUrl = z.string().refine((text) => /^https?:\/\/[^\s?#]+$/.test(text) && URL.canParse(text), 'must be a URL');

/** `https://simulator.example.com`, or `http://localhost:*` for any port of this machine. */
const origin = z
  .string()
  .refine(
    (text) =>
      /^https:\/\/[a-z0-9.-]+(:\d+)?$/.test(text) ||
      /^https?:\/\/([a-z0-9-]+\.)*(localhost|127\.0\.0\.1):(\d+|\*)$/.test(text),
    'must be an https origin such as https://simulator.example.com, or one of this machine such as http://localhost:*',
  );

/** Asked of the issuer (discovery) where they are not given. */
const endpoints = z.strictObject({
  authorization: httpUrl,
  token: httpUrl,
  jwks: httpUrl,
  endSession: httpUrl.optional(),
  revocation: httpUrl.optional(),
});

const oidc = z.strictObject({
  kind: z.literal('oidc'),
  /** As it stands in the tokens. May come from the secret instead, where it is known only after a deployment. */
  issuer: httpUrl.optional(),
  clientId: z.string().min(1).optional(),
  endpoints: endpoints.optional(),
  scope: z.string().default('openid email profile'),
  /** Sent with each authorization request, such as `resource` or `audience`. */
  authorizationParameters: z.record(z.string(), z.string()).default({}),
  /** How the token endpoint knows the client: not at all (PKCE alone), or by the secret's `clientSecret`. */
  clientAuthentication: z.enum(['none', 'basic', 'post']).default('none'),
  /** Of access tokens. Cognito's carry `client_id`, others `aud`. */
  audienceClaim: z.string().min(1).default('client_id'),
  /** Default: the client's id. */
  audience: z.string().min(1).optional(),
  rolesClaim: z.string().min(1).default('cognito:groups'),
  /** `end-session`: OpenID Connect RP-Initiated Logout. `none`: the session ends here only. */
  logout: z.enum(['cognito', 'end-session', 'none']).default('cognito'),
});

/** For a sandbox without an identity provider: users, and the API key that the API gets, come from the secret. */
const basic = z.strictObject({
  kind: z.literal('basic'),
  realm: z
    .string()
    .regex(/^[\w .-]+$/)
    .default('Simulator'),
});

export const edgeConfigSchema = z.strictObject({
  /** Where the page is served; a request for another host is refused. */
  origins: z.array(origin).min(1),
  secret: z.union([
    z.strictObject({ file: z.string().min(1) }),
    z.strictObject({
      /** Name or ARN in Secrets Manager. */
      id: z.string().min(1),
      region: z.string().min(1),
      /** Another address of the service, for tests. */
      endpoint: httpUrl.optional(),
    }),
  ]),
  login: z.discriminatedUnion('kind', [oidc, basic]),
});

export type EdgeConfig = z.output<typeof edgeConfigSchema>;
export type OidcLogin = z.output<typeof oidc>;
export type BasicLogin = z.output<typeof basic>;
export type SecretSource = EdgeConfig['secret'];
