// What holds for every template of every environment, whatever is added to them.
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  MAX_VIEWER_REQUEST_BUNDLE_BYTES,
  UPSTREAM_RESPONSE_TIMEOUT_MS,
  WEBSOCKET_IDLE_TIMEOUT_MS,
} from '@simulator/deployment';
import { reviewedWildcards } from './reviewed-wildcards.js';
import { environmentNames, synthesise, valuesOf } from './synthesis.js';
import type { Found, Synthesis } from './synthesis.js';

interface Statement {
  Effect: string;
  Action?: string | string[];
  Resource?: unknown;
  Principal?: unknown;
}

/** Statements of identity policies, with the resource that they stand in. */
function identityStatements(synthesis: Synthesis): { where: Found; statement: Statement }[] {
  const policies = synthesis
    .resources('AWS::IAM::Policy')
    .map((where) => ({ where, document: where.Properties.PolicyDocument }));
  const inline = synthesis
    .resources('AWS::IAM::Role')
    .flatMap((where) =>
      (where.Properties.Policies ?? []).map((policy: never) => ({ where, document: policy['PolicyDocument'] })),
    );
  return [...policies, ...inline].flatMap(({ where, document }) =>
    (document as { Statement: Statement[] }).Statement.map((statement) => ({ where, statement })),
  );
}

const listed = (value: string | string[] | undefined): string[] => [value ?? []].flat();

/** A value as one line, references by the id of what they refer to. */
function inWords(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(inWords).join(', ');
  const [[kind, inner] = ['', '']] = Object.entries(value as object);
  if (kind === 'Fn::Join') return (inner as [string, unknown[]])[1].map(inWords).join('');
  if (kind === 'Fn::GetAtt') return `<${(inner as string[])[0]}>`;
  return `<${typeof inner === 'string' ? inner : JSON.stringify(inner)}>`;
}

describe.each(environmentNames)('%s', (name) => {
  let synthesis: Synthesis;
  const values = valuesOf(name);
  beforeAll(() => {
    synthesis = synthesise(name);
  }, 180_000);

  test('no security group lets the whole world in', () => {
    const rules = [
      ...synthesis.resources('AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties),
      ...synthesis
        .resources('AWS::EC2::SecurityGroup')
        .flatMap(({ Properties }) => Properties.SecurityGroupIngress ?? []),
    ];
    expect(rules.length).toBeGreaterThan(5);
    for (const rule of rules) {
      expect(rule).not.toMatchObject({ CidrIp: '0.0.0.0/0' });
      expect(rule).not.toHaveProperty('CidrIpv6');
    }
  });

  test('whatever can have a security group names some, so that the open default group is nobody’s', () => {
    const groups: Record<string, (properties: Found['Properties']) => unknown> = {
      'AWS::ElasticLoadBalancingV2::LoadBalancer': ({ SecurityGroups }) => SecurityGroups,
      'AWS::ECS::Service': ({ NetworkConfiguration }) => NetworkConfiguration.AwsvpcConfiguration.SecurityGroups,
      'AWS::RDS::DBInstance': ({ VPCSecurityGroups }) => VPCSecurityGroups,
      'AWS::ElastiCache::ReplicationGroup': ({ SecurityGroupIds }) => SecurityGroupIds,
      'AWS::ElastiCache::ServerlessCache': ({ SecurityGroupIds }) => SecurityGroupIds,
      'AWS::EC2::VPCEndpoint': ({ SecurityGroupIds }) => SecurityGroupIds,
    };
    for (const [type, read] of Object.entries(groups)) {
      for (const { Properties } of synthesis.resources(type)) expect(read(Properties)).toHaveLength(1);
    }
    for (const { Properties } of synthesis.resources('AWS::Lambda::Function')) {
      if (Properties.VpcConfig) expect(Properties.VpcConfig.SecurityGroupIds).toHaveLength(1);
    }
  });

  test('every log group ends its lines, and every function, task and export has one', () => {
    const groups = synthesis.resources('AWS::Logs::LogGroup');
    for (const { Properties } of groups) expect(Properties.RetentionInDays).toBe(values.logRetentionDays);
    const names = groups.map(({ Properties }) => inWords(Properties.LogGroupName ?? ''));
    for (const each of synthesis.resources('AWS::Lambda::Function')) {
      const own = each.Properties.LoggingConfig?.LogGroup ?? names.find((group) => group.includes(`<${each.id}>`));
      expect([each.id, own]).toEqual([each.id, expect.anything()]);
    }
    for (const { Properties } of synthesis.resources('AWS::SecretsManager::RotationSchedule')) {
      expect(names).toContain(`/aws/lambda/${Properties.HostedRotationLambda.RotationLambdaName}`);
    }
    const { DBInstanceIdentifier, EnableCloudwatchLogsExports } = synthesis.only('AWS::RDS::DBInstance').Properties;
    for (const log of EnableCloudwatchLogsExports)
      expect(names).toContain(`/aws/rds/instance/${DBInstanceIdentifier}/${log}`);
  });

  test('everything that is stored is encrypted', () => {
    const encrypted: Record<string, (properties: Found['Properties']) => unknown> = {
      'AWS::S3::Bucket': ({ BucketEncryption }) => BucketEncryption,
      'AWS::RDS::DBInstance': ({ StorageEncrypted, KmsKeyId }) => StorageEncrypted && KmsKeyId,
      'AWS::ElastiCache::ReplicationGroup': ({ AtRestEncryptionEnabled, KmsKeyId }) =>
        AtRestEncryptionEnabled && KmsKeyId,
      'AWS::ElastiCache::ServerlessCache': ({ KmsKeyId }) => KmsKeyId,
      'AWS::ECR::Repository': ({ EncryptionConfiguration }) => EncryptionConfiguration,
      'AWS::Backup::BackupVault': ({ EncryptionKeyArn }) => EncryptionKeyArn,
      'AWS::SNS::Topic': ({ KmsMasterKeyId }) => KmsMasterKeyId,
    };
    for (const [type, read] of Object.entries(encrypted)) {
      for (const { id, Properties } of synthesis.resources(type))
        expect([type, id, read(Properties)]).toEqual([type, id, expect.anything()]);
    }
    for (const { Properties } of synthesis.resources('AWS::SecretsManager::Secret', 'data')) {
      expect(Properties).toHaveProperty('KmsKeyId');
    }
    for (const { Properties } of synthesis.resources('AWS::KMS::Key')) expect(Properties.EnableKeyRotation).toBe(true);
  });

  test('every bucket is closed to the public and to clear text', () => {
    const policies = synthesis.resources('AWS::S3::BucketPolicy');
    for (const { stack, id, Properties } of synthesis.resources('AWS::S3::Bucket')) {
      expect(Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      expect(Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
      const policy = policies.find((each) => each.stack === stack && inWords(each.Properties.Bucket) === `<${id}>`);
      expect(policy?.Properties.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    }
  });

  test('what cannot be made again outlives its stack where data is kept', () => {
    const stateful =
      /^AWS::(S3::Bucket|RDS::DBInstance|RDS::DBSubnetGroup|KMS::Key|Logs::LogGroup|Cognito::UserPool|ECR::Repository|Backup::BackupVault)$/;
    const policies = synthesis
      .resources(stateful)
      .map(({ Type, id, DeletionPolicy }) => [Type, id, DeletionPolicy ?? 'Delete']);
    expect(policies.length).toBeGreaterThan(15);
    const expected = values.keepData ? 'Retain' : expect.stringMatching(/^(Delete|Snapshot)$/);
    for (const [type, id, policy] of policies) expect([type, id, policy]).toEqual([type, id, expected]);
  });

  test('IAM has no wildcard beyond the reviewed list, and nothing of the list is unused', () => {
    const found = new Set<string>();
    for (const { statement } of identityStatements(synthesis).filter(({ statement }) => statement.Effect === 'Allow')) {
      const resources = [statement.Resource ?? []]
        .flat()
        .map(inWords)
        .filter((resource) => resource.includes('*'));
      const actions = listed(statement.Action);
      for (const action of actions.filter((each) => each.includes('*')))
        found.add(`${action} on ${[statement.Resource].flat().map(inWords).join(', ')}`);
      for (const resource of resources)
        found.add(`${actions.sort().join(', ')} on ${resource.replaceAll(name, 'ENV')}`);
    }
    const unexplained = [...found].filter(
      (wildcard) => !reviewedWildcards.some(({ matches }) => matches.test(wildcard)),
    );
    expect(unexplained).toEqual([]);
    if (name === 'prod') {
      const unused = reviewedWildcards.filter(({ matches }) => ![...found].some((wildcard) => matches.test(wildcard)));
      expect(unused.map(({ why }) => why)).toEqual([]);
    }
  });

  test('no role may be taken by anybody', () => {
    for (const { Properties } of synthesis.resources('AWS::IAM::Role')) {
      for (const { Principal } of Properties.AssumeRolePolicyDocument.Statement) {
        expect(JSON.stringify(Principal)).not.toContain('*');
        expect(Principal).not.toHaveProperty('AWS');
      }
    }
  });

  test('the edge keeps within its limits', () => {
    const [edge] = synthesis.resources('AWS::Lambda::Function', 'edge');
    expect(edge?.Properties).toMatchObject({ MemorySize: 128, Timeout: 5, Handler: 'index.handler' });
    // Lambda@Edge refuses variables, VPCs, layers and ARM.
    for (const refused of ['Environment', 'VpcConfig', 'Layers', 'Architectures', 'LoggingConfig']) {
      expect(edge?.Properties).not.toHaveProperty(refused);
    }
    expect(MAX_VIEWER_REQUEST_BUNDLE_BYTES).toBeLessThanOrEqual(1_048_576);
    for (const { Properties } of synthesis.resources('AWS::CloudFront::Distribution')) {
      const { CacheBehaviors, Origins } = Properties.DistributionConfig;
      expect((CacheBehaviors ?? []).length).toBeLessThanOrEqual(25);
      for (const { VpcOriginConfig } of Origins.filter(
        ({ VpcOriginConfig: vpc }: { VpcOriginConfig?: object }) => vpc,
      )) {
        expect(VpcOriginConfig.OriginReadTimeout).toBe(UPSTREAM_RESPONSE_TIMEOUT_MS / 1000);
      }
    }
    // CloudFront closes an idle WebSocket after ten minutes.
    expect(WEBSOCKET_IDLE_TIMEOUT_MS).toBeLessThanOrEqual(600_000);
    for (const { Properties } of synthesis.resources('AWS::CloudFront::ResponseHeadersPolicy')) {
      const { CustomHeadersConfig } = Properties.ResponseHeadersPolicyConfig;
      expect(CustomHeadersConfig?.Items.length ?? 0).toBeLessThanOrEqual(10);
    }
  });

  test('everything that takes tags says project and environment', () => {
    const taggable =
      /^AWS::(S3::Bucket|RDS::DBInstance|ECS::Service|Lambda::Function|ElasticLoadBalancingV2::LoadBalancer|KMS::Key)$/;
    for (const { id, Properties } of synthesis.resources(taggable)) {
      expect([id, Properties.Tags]).toEqual([
        id,
        expect.arrayContaining([
          { Key: 'environment', Value: name },
          { Key: 'project', Value: 'charging-station-simulator' },
        ]),
      ]);
    }
  });

  test('every stack goes to its account and region, and is protected from removal where data is kept', () => {
    const { account, region, replicaRegion, backup, keepData } = values;
    const elsewhere: Record<string, string> = {
      edge: `aws://${account}/us-east-1`,
      'page-replica': `aws://${account}/${replicaRegion}`,
      'backup-copy': `aws://${account}/${replicaRegion}`,
      'backup-account': `aws://${backup.copyAccount}/${region}`,
    };
    for (const [stack, { environment, properties }] of Object.entries(synthesis.manifest)) {
      expect([stack, environment]).toEqual([stack, elsewhere[stack] ?? `aws://${account}/${region}`]);
      expect([stack, properties.terminationProtection ?? false]).toEqual([stack, keepData]);
    }
    expect(Object.keys(synthesis.manifest)).toEqual(expect.arrayContaining(Object.keys(synthesis.stacks)));
  });

  test('a task that is told to stop has sent its stations away before it is cut off', () => {
    const task = synthesis
      .resources('AWS::ECS::TaskDefinition')
      .find(({ Properties }) => Properties.Family.endsWith('-api'));
    const { Environment, StopTimeout } = task?.Properties.ContainerDefinitions[0] ?? {};
    const seconds = (variable: string): number =>
      Number(Environment.find(({ Name }: { Name: string }) => Name === variable).Value);
    expect(seconds('DRAIN_LEAD_S') + seconds('DRAIN_SPREAD_S')).toBeLessThan(seconds('DRAIN_TIMEOUT_S'));
    expect(seconds('DRAIN_TIMEOUT_S')).toBeLessThanOrEqual(StopTimeout - 10);
    const targets = synthesis.only('AWS::ElasticLoadBalancingV2::TargetGroup').Properties;
    // By then the load balancer asks nothing new of it.
    expect(seconds('DRAIN_LEAD_S')).toBeGreaterThan(targets.HealthCheckIntervalSeconds);
  });

  test('no template is near the size that CloudFormation takes', () => {
    for (const template of Object.values(synthesis.stacks)) {
      expect(JSON.stringify(template).length).toBeLessThan(900_000);
      expect(Object.keys(template.Resources).length).toBeLessThan(450);
    }
  });
});
