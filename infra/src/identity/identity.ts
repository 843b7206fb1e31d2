import type { App } from 'aws-cdk-lib';
import type { EnvironmentConfig } from '../config/environment-config.js';
import { IdentityStack } from './identity-stack.js';
import type { LoginSettings, TokenSettings } from './token-settings.js';

export interface Identity {
  tokens: TokenSettings;
  login: LoginSettings;
}

/** A user pool of our own, or the provider that the configuration names. */
export function identityOf(app: App, config: EnvironmentConfig): Identity {
  const { identity } = config;
  if (identity.kind === 'cognito') return new IdentityStack(app, config, identity);
  const { issuer, clientId, audience, audienceClaim, rolesClaim } = identity;
  return {
    tokens: { issuer, audience, audienceClaim, rolesClaim },
    login: { issuer, clientId },
  };
}
