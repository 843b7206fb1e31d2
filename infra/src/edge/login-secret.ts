import { Stack, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import type { LoginSettings } from '../identity/token-settings.js';

/** Name of the secret; the edge's function is built with it. */
export const loginSecretName = (environment: string): string => `simulator/${environment}/edge/login`;

/**
 * What the login at the edge must not carry in its code (the key that signs sessions), and what is known only after the identity
 * provider stands (issuer, client).
 */
export class LoginSecret extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string, config: EnvironmentConfig, { issuer, clientId }: LoginSettings) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      secretName: loginSecretName(config.name),
      generateSecretString: {
        secretStringTemplate: Stack.of(this).toJsonString({ issuer, clientId }),
        generateStringKey: 'sessionKey',
        passwordLength: 64,
        excludePunctuation: true,
      },
    });
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'Replaced by hand (docs/operations.md), keeping the former key for a while, so that nobody is signed out.',
    });
  }
}
