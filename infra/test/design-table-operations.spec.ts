// Goes on where design-table.spec.ts ends: network, secrets, operations.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { paths } from '@simulator/deployment';
import { containerOf, distributionOf, properties } from './lookups.js';
import { synthesise } from './synthesis.js';
import type { Synthesis } from './synthesis.js';

let sandbox: Synthesis;
let prod: Synthesis;
let switched: Synthesis;

beforeAll(() => {
  sandbox = synthesise('sandbox');
  prod = synthesise('prod');
  switched = synthesise('switched');
}, 300_000);

test('VPC: one, three public and three private subnets over three zones, internet gateway, one ACL, flow logs', () => {
  const subnets = prod.resources('AWS::EC2::Subnet').map(({ Properties }) => Properties.AvailabilityZone);
  expect(prod.resources('AWS::EC2::VPC')).toHaveLength(1);
  for (const zone of ['eu-central-1a', 'eu-central-1b', 'eu-central-1c']) {
    expect(subnets.filter((each) => each === zone)).toHaveLength(2);
  }
  expect(prod.resources('AWS::EC2::InternetGateway')).toHaveLength(1);
  expect(prod.resources('AWS::EC2::FlowLog')).toHaveLength(1);
  expect(prod.resources('AWS::EC2::NetworkAcl')).toHaveLength(1);
  expect(prod.resources('AWS::EC2::SubnetNetworkAclAssociation')).toHaveLength(6);
});

test('VPC: the ACL drops all public traffic, and S3 is an interface endpoint; with NAT the ACL follows', () => {
  const cidrs = (synthesis: Synthesis): string[] =>
    synthesis
      .resources('AWS::EC2::NetworkAclEntry')
      .map(({ Properties }) => `${Properties.Egress ? 'to' : 'from'} ${Properties.CidrBlock}`);
  expect(cidrs(prod).sort()).toEqual(['from 10.10.0.0/16', 'to 10.10.0.0/16']);
  expect(cidrs(switched).sort()).toEqual(['from 0.0.0.0/0', 'from 10.10.0.0/16', 'to 0.0.0.0/0', 'to 10.10.0.0/16']);
  const endpoints = prod.resources('AWS::EC2::VPCEndpoint').map(({ Properties }) => Properties);
  for (const { VpcEndpointType } of endpoints) expect(VpcEndpointType).toBe('Interface');
  const s3 = endpoints.find(({ ServiceName }) => JSON.stringify(ServiceName).includes('.s3'));
  expect(s3).toMatchObject({
    PrivateDnsEnabled: true,
    DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: 'AllResolvers' },
  });
  expect(prod.resources('AWS::EC2::NatGateway')).toEqual([]);
  expect(switched.resources('AWS::EC2::NatGateway')).toHaveLength(3);
  expect(switched.resources('AWS::EC2::VPCEndpoint')).toEqual([]);
});

test('SSM parameters and Secrets Manager: plain settings as parameters, secured ones as secrets, injected into ECS', () => {
  const injected = (containerOf(prod, 'api').Secrets as { Name: string; ValueFrom: unknown }[]).map(
    ({ Name, ValueFrom }) => {
      const from = prod.follow(ValueFrom, 'service') + JSON.stringify(ValueFrom);
      return `${Name}: ${from.includes('parameter') ? 'parameter' : 'secret'}`;
    },
  );
  expect(injected).toEqual(
    expect.arrayContaining(['DATABASE_PASSWORD: secret', 'REDIS_URL: secret', 'LOG_LEVEL: parameter']),
  );
  const names = prod.resources('AWS::SSM::Parameter').map(({ Properties }) => Properties.Name);
  expect(names).toEqual(
    expect.arrayContaining(['/simulator/prod/api/UNKNOWN_STATIONS', '/simulator/prod/api/OIDC_ISSUER']),
  );
});

test('IAM: a task role and an execution role a task; the task role may do nothing', () => {
  const tasks = prod.resources('AWS::ECS::TaskDefinition');
  const used = tasks.flatMap(({ Properties }) => [Properties.TaskRoleArn, Properties.ExecutionRoleArn]);
  expect(new Set(used.map((role) => JSON.stringify(role))).size).toBe(used.length);
  const policies = JSON.stringify(
    prod.resources('AWS::IAM::Policy', 'service').map(({ Properties }) => Properties.Roles),
  );
  for (const { Properties } of tasks) expect(policies).not.toContain(Properties.TaskRoleArn['Fn::GetAtt'][0]);
});

test('security groups: one for each that talks, referring to each other, egress closed', () => {
  const groups = prod.resources('AWS::EC2::SecurityGroup').map(({ Properties }) => Properties);
  const names = groups.map(({ GroupDescription }) => GroupDescription);
  expect(names).toEqual(
    expect.arrayContaining(['loadBalancer', 'api', 'database', 'cache', 'rotation', 'deployHook', 'endpoints']),
  );
  for (const { SecurityGroupEgress } of groups) {
    // A ping to nowhere: how the CDK says "closed".
    expect(SecurityGroupEgress ?? []).not.toContainEqual(expect.objectContaining({ CidrIp: '0.0.0.0/0' }));
  }
});

test('log groups: one a service, retention everywhere', () => {
  const groups = prod.resources('AWS::Logs::LogGroup');
  for (const { Properties } of groups) expect(Properties.RetentionInDays).toBe(365);
  const ofTasks = prod
    .resources('AWS::ECS::TaskDefinition')
    .map(({ Properties }) =>
      JSON.stringify(Properties.ContainerDefinitions[0].LogConfiguration.Options['awslogs-group']),
    );
  expect(new Set(ofTasks).size).toBe(3);
});

test('cache: Valkey as nodes or serverless, TLS, a user with a password; none where one task runs', () => {
  expect(properties(prod, 'AWS::ElastiCache::ReplicationGroup')).toMatchObject({
    Engine: 'valkey',
    TransitEncryptionEnabled: true,
    TransitEncryptionMode: 'required',
    AtRestEncryptionEnabled: true,
    MultiAZEnabled: true,
    NumCacheClusters: 3,
  });
  expect(properties(prod, 'AWS::ElastiCache::User').AuthenticationMode.Type).toBe('password');
  expect(properties(switched, 'AWS::ElastiCache::ServerlessCache').Engine).toBe('valkey');
  expect(sandbox.resources(/^AWS::ElastiCache::/)).toEqual([]);
  expect(containerOf(sandbox, 'api').Secrets.map(({ Name }: { Name: string }) => Name)).not.toContain('REDIS_URL');
});

describe('WAF', () => {
  test('both distributions: managed rules, IP reputation, rate limits', () => {
    expect(prod.resources('AWS::WAFv2::WebACL')).toHaveLength(2);
    for (const { Properties } of prod.resources('AWS::WAFv2::WebACL')) {
      expect(Properties.Rules.map(({ Name }: { Name: string }) => Name)).toEqual([
        'AWSManagedRulesAmazonIpReputationList',
        'AWSManagedRulesKnownBadInputsRuleSet',
        'AWSManagedRulesCommonRuleSet',
        'Requests',
        'StationConnections',
        'OneStation',
      ]);
    }
    for (const host of ['simulator', 'api']) expect(distributionOf(prod, host).WebACLId).toBeDefined();
  });

  test('stations have rules of their own: counted by address and path, not judged for want of a user agent', () => {
    const rules = prod.resources('AWS::WAFv2::WebACL')[0]?.Properties.Rules;
    const rule = (name: string) => rules.find(({ Name }: { Name: string }) => Name === name).Statement;
    const isStation = { ByteMatchStatement: expect.objectContaining({ SearchString: `${paths.ocpp}/` }) };
    expect(rule('AWSManagedRulesCommonRuleSet').ManagedRuleGroupStatement.ScopeDownStatement).toEqual({
      NotStatement: { Statement: isStation },
    });
    expect(rule('StationConnections').RateBasedStatement).toMatchObject({
      Limit: 20_000,
      ScopeDownStatement: isStation,
    });
    expect(rule('OneStation').RateBasedStatement.CustomKeys.map(Object.keys).flat()).toEqual(['IP', 'UriPath']);
  });
});

test('backup: a plan with copies to another region and another account, vault lock, restore tests', () => {
  const rules = properties(prod, 'AWS::Backup::BackupPlan').BackupPlan.BackupPlanRule;
  const daily = rules.find(({ RuleName }: { RuleName: string }) => RuleName === 'daily');
  expect(
    daily.CopyActions.map((copy: { DestinationBackupVaultArn: string }) => copy.DestinationBackupVaultArn),
  ).toEqual([
    'arn:aws:backup:eu-west-1:222222222222:backup-vault:simulator-prod',
    'arn:aws:backup:eu-central-1:333333333333:backup-vault:simulator-prod',
  ]);
  expect(rules.some(({ EnableContinuousBackup }: { EnableContinuousBackup?: boolean }) => EnableContinuousBackup)).toBe(
    true,
  );
  const vaults = prod.resources('AWS::Backup::BackupVault');
  expect(vaults.map(({ stack }) => stack).sort()).toEqual(['backup', 'backup-account', 'backup-copy']);
  for (const { Properties } of vaults) {
    expect(Properties.LockConfiguration).toEqual({ MinRetentionDays: 35, ChangeableForDays: 3 });
  }
  expect(prod.resources('AWS::Backup::RestoreTestingPlan')).toHaveLength(1);
  const tested = prod
    .resources('AWS::Backup::RestoreTestingSelection')
    .map(({ Properties }) => Properties.ProtectedResourceType);
  expect(tested.sort()).toEqual(['RDS', 'S3']);
});

test('zero down time: rolling with a circuit breaker, alarms that roll back, draining, migrations first', () => {
  const service = prod.only('AWS::ECS::Service');
  expect(service.Properties.DeploymentConfiguration).toMatchObject({
    MinimumHealthyPercent: 100,
    MaximumPercent: 200,
    DeploymentCircuitBreaker: { Enable: true, Rollback: true },
    Alarms: { Enable: true, Rollback: true },
  });
  const alarms = prod.resources('AWS::CloudWatch::Alarm', 'service').map(({ Properties }) => Properties.AlarmName);
  expect(service.Properties.DeploymentConfiguration.Alarms.AlarmNames.sort()).toEqual(alarms.sort());
  expect(containerOf(prod, 'api').StopTimeout).toBe(120);
  expect(service.DependsOn).toContain(prod.only('Custom::Migration').id);
});

test('audit: CloudTrail, Config, GuardDuty and Security Hub by switches', () => {
  const types = [
    'AWS::CloudTrail::Trail',
    'AWS::Config::ConfigurationRecorder',
    'AWS::GuardDuty::Detector',
    'AWS::SecurityHub::Hub',
  ];
  for (const type of types) {
    expect(prod.resources(type)).toHaveLength(1);
    expect(switched.resources(type)).toEqual([]);
  }
});

test('observability: dashboard, alarms to SNS, budget', () => {
  const dashboard = JSON.stringify(properties(prod, 'AWS::CloudWatch::Dashboard').DashboardBody);
  for (const title of ['Connected stations', 'Sessions', 'Latency', 'Errors', 'Database', 'Cost']) {
    expect(dashboard).toContain(`\\"title\\":\\"${title}\\"`);
  }
  for (const { Properties, stack } of prod
    .resources('AWS::CloudWatch::Alarm')
    .filter(({ stack }) => stack !== 'service')) {
    expect(Properties.AlarmActions.map((action: unknown) => prod.follow(action, stack))).toEqual([
      `${stack}/${prod.only('AWS::SNS::Topic', stack).id}`,
    ]);
  }
  expect(properties(prod, 'AWS::Budgets::Budget').Budget.BudgetLimit).toEqual({ Amount: 1500, Unit: 'USD' });
});

test('CI/CD: an OIDC role bound to project and branch, without stored keys', () => {
  const { AssumeRolePolicyDocument } = properties(prod, 'AWS::IAM::Role', 'delivery');
  expect(AssumeRolePolicyDocument.Statement).toEqual([
    expect.objectContaining({
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          'gitlab.com:aud': 'https://gitlab.com',
          'gitlab.com:sub': 'project_path:example/charging-station-simulator:ref_type:branch:ref:main',
        },
      },
    }),
  ]);
  expect(prod.resources('AWS::IAM::AccessKey')).toEqual([]);
});
