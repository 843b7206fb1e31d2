// The environment of the API's container. Names are those of its schema (apps/api/src/config/environment.ts); a test
// compares them with the built app.
import { Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-ecs';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret as StoredSecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { API_PORT, clientCertificateHeaders } from '@simulator/deployment';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import type { DataStack } from '../data/data-stack.js';
import { DATABASE_NAME } from '../data/database.js';
import type { TokenSettings } from '../identity/token-settings.js';
import { DRAINING_S } from './draining.js';

/** Namespace of the metrics that the API writes into its log. */
export const metricsNamespace = (environment: string): string => `Simulator/${environment}`;

interface Props {
  config: EnvironmentConfig;
  data: DataStack;
  tokens: TokenSettings;
}

export class ApiVariables extends Construct {
  /** What follows from how the container runs. */
  readonly plain: Record<string, string>;
  /** Where the database is and who may enter. */
  readonly database: Record<string, Secret>;
  /** All that ECS reads from Parameter Store and Secrets Manager when a task starts. */
  readonly injected: Record<string, Secret>;
  /** Changes with any setting: a task definition of its own makes ECS replace the tasks. */
  readonly settings: Record<string, string>;

  constructor(scope: Construct, id: string, { config, data, tokens }: Props) {
    super(scope, id);
    this.plain = {
      NODE_ENV: 'production',
      HOST: '0.0.0.0',
      PORT: String(API_PORT),
      AUTH_MODE: 'oidc',
      // CloudFront names the API's own host to it, on the page's URL too.
      ALLOWED_ORIGINS: `https://${config.hosts.page}`,
      // The load balancer and CloudFront's VPC origin: what they say of clients, TLS and certificates counts.
      TRUSTED_PROXIES: config.network.cidr,
      ...(config.edge.clientCertificates && { CLIENT_CERTIFICATE_HEADER: clientCertificateHeaders.pem }),
      DATABASE_NAME,
      DRAIN_LEAD_S: String(DRAINING_S.lead),
      DRAIN_SPREAD_S: String(DRAINING_S.spread),
      DRAIN_TIMEOUT_S: String(DRAINING_S.timeout),
    };
    // By ARN: rights are then given to the roles of this stack, and the key's stack need not know them.
    const encryptionKey = Key.fromKeyArn(this, 'Key', data.key.keyArn);
    const byArn = (name: string, { secretArn }: ISecret): ISecret =>
      StoredSecret.fromSecretAttributes(this, name, { secretCompleteArn: secretArn, encryptionKey });
    const databaseSecret = byArn('DatabaseSecret', data.databaseSecret);
    this.database = {
      DATABASE_HOST: Secret.fromSecretsManager(databaseSecret, 'host'),
      DATABASE_PORT: Secret.fromSecretsManager(databaseSecret, 'port'),
      DATABASE_USER: Secret.fromSecretsManager(databaseSecret, 'username'),
      DATABASE_PASSWORD: Secret.fromSecretsManager(databaseSecret, 'password'),
      DATABASE_CA: Secret.fromSsmParameter(data.databaseAuthority),
    };
    this.settings = {
      ...config.api.settings,
      METRICS_NAMESPACE: metricsNamespace(config.name),
      OIDC_ISSUER: tokens.issuer,
      OIDC_AUDIENCE: tokens.audience,
      OIDC_AUDIENCE_CLAIM: tokens.audienceClaim,
      OIDC_ROLES_CLAIM: tokens.rolesClaim,
    };
    this.injected = {
      ...this.database,
      ...(data.cacheUrl && { REDIS_URL: Secret.fromSecretsManager(byArn('CacheUrl', data.cacheUrl)) }),
      ...this.parameters(config.name),
    };
  }

  private parameters(environment: string): Record<string, Secret> {
    return Object.fromEntries(
      Object.entries(this.settings).map(([name, stringValue]) => {
        const parameterName = `/simulator/${environment}/api/${name}`;
        return [name, Secret.fromSsmParameter(new StringParameter(this, name, { parameterName, stringValue }))];
      }),
    );
  }

  /** A label of the container, so that a changed setting is a changed task definition. */
  get label(): string {
    return Stack.of(this).toJsonString(this.settings);
  }
}
