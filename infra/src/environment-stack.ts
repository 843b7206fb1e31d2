import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from './config/environment-config.js';

/** CloudFront takes certificates, web ACLs and functions from here only. */
export const EDGE_REGION = 'us-east-1';

/** A stack of one environment; where data is kept it is protected from removal. */
export class EnvironmentStack extends Stack {
  readonly config: EnvironmentConfig;

  /** @param concern what the stack holds; `simulator-<environment>-<concern>` is its name. */
  constructor(
    scope: Construct,
    config: EnvironmentConfig,
    concern: string,
    place: { region?: string; account?: string } = {},
  ) {
    const { account = config.account, region = config.region } = place;
    super(scope, `simulator-${config.name}-${concern}`, {
      env: { account, region },
      terminationProtection: config.keepData,
    });
    this.config = config;
  }

  /** For buckets, database and keys. */
  get removalPolicy(): RemovalPolicy {
    return this.config.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
  }

  /** Without it the CDK would ask an account at synth. */
  override get availabilityZones(): string[] {
    return this.config.availabilityZones;
  }
}
