import { Fn, SecretValue, Validations } from 'aws-cdk-lib';
import {
  CfnReplicationGroup,
  CfnServerlessCache,
  CfnSubnetGroup,
  CfnUser,
  CfnUserGroup,
} from 'aws-cdk-lib/aws-elasticache';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import { CACHE_PORT } from '../network/flows.js';
import type { NetworkStack } from '../network/network-stack.js';
import { retainedLogs } from '../observability/retained-logs.js';

type CacheConfig = NonNullable<EnvironmentConfig['cache']>;

interface CacheProps {
  config: EnvironmentConfig;
  cache: CacheConfig;
  network: Pick<NetworkStack, 'vpc' | 'privateSubnets' | 'groups'>;
  key: IKey;
}

const USER_NAME = 'simulator';
/** Everything on keys and channels; nothing that administers the server. INFO is what clients ask for first. */
const ACCESS = 'on ~* &* +@all -@admin -@dangerous +info';

/** Valkey with TLS and a user of its own, as nodes or serverless. */
export class Cache extends Construct {
  /** The whole address with its password, as REDIS_URL takes it. */
  readonly url: Secret;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: CacheProps,
  ) {
    super(scope, id);
    const { config, cache, key } = props;
    const name = `simulator-${config.name}`;
    const password = new Secret(this, 'Password', {
      secretName: `simulator/${config.name}/cache/password`,
      encryptionKey: key,
      generateSecretString: { passwordLength: 40, excludePunctuation: true },
    });
    const userGroup = this.users(name, password.secretValue);
    const endpoint =
      cache.kind === 'cluster' ? this.cluster(name, cache, userGroup) : this.serverless(name, cache, userGroup);
    const url = ['rediss://', USER_NAME, ':', password.secretValue.unsafeUnwrap(), '@', endpoint, `:${CACHE_PORT}`];
    this.url = new Secret(this, 'Url', {
      secretName: `simulator/${config.name}/cache/url`,
      encryptionKey: key,
      // The password stands in the template as a dynamic reference, never in the clear.
      secretStringValue: SecretValue.unsafePlainText(Fn.join('', url)),
    });
    for (const secret of [password, this.url]) {
      Validations.of(secret).acknowledge({
        id: 'AwsSolutions-SMG4',
        reason: 'Rotated by hand (docs/operations.md): it opens no data that outlives a restart of the cache.',
      });
    }
  }

  private users(name: string, password: SecretValue): string {
    const user = new CfnUser(this, 'User', {
      engine: 'valkey',
      userId: name,
      userName: USER_NAME,
      accessString: ACCESS,
      authenticationMode: { Type: 'password', Passwords: [password.unsafeUnwrap()] },
    });
    const group = new CfnUserGroup(this, 'Users', { engine: 'valkey', userGroupId: name, userIds: [user.ref] });
    return group.ref;
  }

  private cluster(name: string, cache: CacheConfig & { kind: 'cluster' }, userGroup: string): string {
    const { config, key, network } = this.props;
    const { subnetIds } = network.vpc.selectSubnets(network.privateSubnets);
    const subnets = new CfnSubnetGroup(this, 'Subnets', { description: 'Private subnets', subnetIds });
    const slowLog = retainedLogs(this, 'SlowLog', config);
    const group = new CfnReplicationGroup(this, 'Cluster', {
      replicationGroupId: name,
      replicationGroupDescription: 'Registry of connections, wake-ups and live events of the API',
      engine: 'valkey',
      engineVersion: '8.0',
      cacheNodeType: cache.nodeType,
      numCacheClusters: cache.replicas + 1,
      automaticFailoverEnabled: cache.replicas > 0,
      multiAzEnabled: cache.replicas > 0,
      port: CACHE_PORT,
      cacheSubnetGroupName: subnets.ref,
      securityGroupIds: [network.groups.of('cache').securityGroupId],
      transitEncryptionEnabled: true,
      transitEncryptionMode: 'required',
      atRestEncryptionEnabled: true,
      kmsKeyId: key.keyId,
      userGroupIds: [userGroup],
      autoMinorVersionUpgrade: true,
      logDeliveryConfigurations: [
        {
          logType: 'slow-log',
          logFormat: 'json',
          destinationType: 'cloudwatch-logs',
          destinationDetails: { cloudWatchLogsDetails: { logGroup: slowLog.logGroupName } },
        },
      ],
    });
    Validations.of(group).acknowledge(
      {
        id: 'AwsSolutions-AEC5',
        reason: 'Another port hides nothing: its security group lets in the API only.',
      },
      { id: 'AwsSolutions-AEC6', reason: 'Its user group has a user with a password, which AUTH checks by name.' },
    );
    return group.attrPrimaryEndPointAddress;
  }

  private serverless(name: string, cache: CacheConfig & { kind: 'serverless' }, userGroup: string): string {
    const { key, network } = this.props;
    const serverless = new CfnServerlessCache(this, 'Serverless', {
      serverlessCacheName: name,
      engine: 'valkey',
      majorEngineVersion: '8',
      cacheUsageLimits: { dataStorage: { maximum: cache.maxGiB, unit: 'GB' } },
      kmsKeyId: key.keyArn,
      securityGroupIds: [network.groups.of('cache').securityGroupId],
      subnetIds: network.vpc.selectSubnets(network.privateSubnets).subnetIds,
      userGroupId: userGroup,
    });
    return serverless.attrEndpointAddress;
  }
}
