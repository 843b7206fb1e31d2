import { StartupError } from './startup-error.js';

export interface OidcSettings {
  issuer: string;
  audience: string;
  /** `aud`, or `client_id` in the access tokens of Cognito. */
  audienceClaim: string;
  /** `roles`, or `cognito:groups`. */
  rolesClaim: string;
}

export interface AuthSettings {
  oidc: OidcSettings | null;
  /** A key with every right, from the environment: it makes the first keys. */
  rootApiKey: string | null;
}

interface Values {
  AUTH_MODE: 'none' | 'oidc' | 'api-key';
  OIDC_ISSUER?: string | undefined;
  OIDC_AUDIENCE?: string | undefined;
  OIDC_AUDIENCE_CLAIM: string;
  OIDC_ROLES_CLAIM: string;
  ROOT_API_KEY?: string | undefined;
}

const MIN_ROOT_KEY_LENGTH = 32;

/** @throws StartupError where a mode lacks what it needs. */
export function readAuthSettings(values: Values): AuthSettings {
  const { AUTH_MODE: mode, OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, ROOT_API_KEY: rootApiKey } = values;
  if (rootApiKey !== undefined && rootApiKey.length < MIN_ROOT_KEY_LENGTH) {
    throw new StartupError(
      `Cannot start: ROOT_API_KEY has fewer than ${MIN_ROOT_KEY_LENGTH} characters. Make a random one, e.g. with: openssl rand -hex 32`,
    );
  }
  if (mode === 'api-key' && rootApiKey === undefined) {
    throw new StartupError(
      'Cannot start: AUTH_MODE=api-key needs ROOT_API_KEY (or ROOT_API_KEY_FILE) to make the first keys with.',
    );
  }
  if (mode === 'oidc' && (issuer === undefined || audience === undefined)) {
    throw new StartupError('Cannot start: AUTH_MODE=oidc needs OIDC_ISSUER and OIDC_AUDIENCE.');
  }
  const claims = { audienceClaim: values.OIDC_AUDIENCE_CLAIM, rolesClaim: values.OIDC_ROLES_CLAIM };
  const isOidc = mode === 'oidc' && issuer !== undefined && audience !== undefined;
  return { oidc: isOidc ? { issuer, audience, ...claims } : null, rootApiKey: rootApiKey ?? null };
}
