import type { EnvironmentConfig } from '../config/environment-config.js';
import { EDGE_REGION } from '../environment-stack.js';
import { loginSecretName } from './login-secret.js';

/**
 * What the login at the edge is built with: Lambda@Edge has no variables (apps/edge-auth/src/config/edge-config.ts). Issuer and client of
 * Cognito come from the secret, since they are known only after the user pool stands.
 */
export function loginConfig(config: EnvironmentConfig): object {
  const { hosts, identity, name } = config;
  const shared = {
    origins: [`https://${hosts.page}`],
    secret: { id: loginSecretName(name), region: EDGE_REGION },
  };
  if (identity.kind === 'cognito') return { ...shared, login: { kind: 'oidc', logout: 'cognito' } };
  const { issuer, clientId, audience, audienceClaim, rolesClaim } = identity;
  return {
    ...shared,
    login: { kind: 'oidc', issuer, clientId, audience, audienceClaim, rolesClaim, logout: 'end-session' },
  };
}
