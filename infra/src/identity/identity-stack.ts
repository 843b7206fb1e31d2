// Who may sign in: a Cognito user pool with the three roles of the API as groups.
import { CfnOutput, Duration, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  CfnUserPoolGroup,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  StandardThreatProtectionMode,
  UserPool,
} from 'aws-cdk-lib/aws-cognito';
import type { UserPoolClient } from 'aws-cdk-lib/aws-cognito';

import { authPaths } from '@simulator/deployment';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import { EnvironmentStack } from '../environment-stack.js';
import type { LoginSettings, TokenSettings } from './token-settings.js';

/** In order of rights, as the API has them. */
export const roles = ['viewer', 'operator', 'admin'] as const;

type CognitoConfig = EnvironmentConfig['identity'] & { kind: 'cognito' };

export class IdentityStack extends EnvironmentStack {
  readonly tokens: TokenSettings;
  readonly login: LoginSettings;

  constructor(scope: Construct, config: EnvironmentConfig, identity: CognitoConfig) {
    super(scope, config, 'identity');
    const pool = this.createPool(identity);
    for (const [index, groupName] of roles.entries()) {
      const precedence = roles.length - index;
      new CfnUserPoolGroup(this, `Group-${groupName}`, { userPoolId: pool.userPoolId, groupName, precedence });
    }
    const domain = pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: identity.domainPrefix },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    const client = this.createClient(pool);
    // Without a branding the newer login page stays empty.
    new CfnManagedLoginBranding(this, 'Branding', {
      userPoolId: pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    const issuer = pool.userPoolProviderUrl;
    const clientId = client.userPoolClientId;
    // Access tokens of Cognito carry no audience.
    this.tokens = { issuer, audience: clientId, audienceClaim: 'client_id', rolesClaim: 'cognito:groups' };
    this.login = { issuer, clientId };
    new CfnOutput(this, 'UserPoolId', { value: pool.userPoolId });
    new CfnOutput(this, 'LoginUrl', { value: domain.baseUrl() });
  }

  private createPool({ mfa }: CognitoConfig): UserPool {
    const isGuarded = this.config.keepData;
    const pool = new UserPool(this, 'Users', {
      userPoolName: `simulator-${this.config.name}`,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      mfa: mfa === 'required' ? Mfa.REQUIRED : Mfa.OPTIONAL,
      // Not by text message, which can be diverted.
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      featurePlan: isGuarded ? FeaturePlan.PLUS : FeaturePlan.ESSENTIALS,
      ...(isGuarded && { standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION }),
      deletionProtection: isGuarded,
      removalPolicy: this.removalPolicy,
    });
    if (!isGuarded) {
      const reason = 'Threat protection is priced by user; this environment has testers only.';
      Validations.of(pool).acknowledge({ id: 'AwsSolutions-COG3', reason }, { id: 'AwsSolutions-COG8', reason });
    }
    if (mfa === 'optional') {
      const reason = 'Testers may do without; production requires it.';
      Validations.of(pool).acknowledge({ id: 'AwsSolutions-COG2', reason });
    }
    return pool;
  }

  /** Authorization code with PKCE, whose verifier takes the place of a secret. */
  private createClient(pool: UserPool): UserPoolClient {
    const page = `https://${this.config.hosts.page}`;
    return pool.addClient('Page', {
      generateSecret: false,
      authFlows: {},
      oAuth: {
        flows: { authorizationCodeGrant: true, implicitCodeGrant: false },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [`${page}${authPaths.callback}`],
        logoutUrls: [`${page}${authPaths.signedOut}`],
      },
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(1),
    });
  }
}
