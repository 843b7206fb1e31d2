// One test a row of the onboarding design's table: what it names is in the templates. Details have specs of their own.
import { beforeAll, expect, test } from '@jest/globals';
import { API_PORT, WEBSOCKET_IDLE_TIMEOUT_MS, paths } from '@simulator/deployment';
import { attributesOf, containerOf, distributionOf, properties } from './lookups.js';
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

test('Route 53, two URLs: A and AAAA records to CloudFront for both, and a private namespace', () => {
  const records = prod
    .resources('AWS::Route53::RecordSet')
    .map(({ Properties }) => `${Properties.Type} ${Properties.Name}`);
  expect(records.sort()).toEqual([
    'A api.example.com.',
    'A simulator.example.com.',
    'AAAA api.example.com.',
    'AAAA simulator.example.com.',
  ]);
  expect(properties(prod, 'AWS::ServiceDiscovery::PrivateDnsNamespace').Name).toBe('internal.example.com');
});

test('CloudFront: a distribution a URL, HTTP/3, TLS 1.2 or newer, logs, price class by environment', () => {
  const [page, api] = [distributionOf(sandbox, 'simulator'), distributionOf(sandbox, 'api')];
  for (const distribution of [page, api]) {
    expect(distribution.HttpVersion).toBe('http2and3');
    expect(distribution.ViewerCertificate.MinimumProtocolVersion).toBe('TLSv1.2_2021');
    expect(distribution.Logging.Prefix).toMatch(/^(page|api)\/$/);
    expect(distribution.PriceClass).toBe('PriceClass_100');
  }
  expect(distributionOf(prod, 'simulator').PriceClass).toBe('PriceClass_All');
});

test('ACM: two certificates in us-east-1, a regional one for the internal listener, all validated by DNS', () => {
  const certificates = prod.resources('AWS::CertificateManager::Certificate');
  expect(certificates.map(({ stack, Properties }) => `${stack} ${Properties.DomainName}`).sort()).toEqual([
    'edge api.example.com',
    'edge simulator.example.com',
    'service api.example.com',
  ]);
  for (const { Properties } of certificates) expect(Properties.ValidationMethod).toBe('DNS');
  expect(prod.only('AWS::CertificateManager::Certificate', 'service').Properties.SubjectAlternativeNames).toEqual([
    'api.internal.example.com',
  ]);
});

test('load balancer and target group: internal, HTTPS, IP targets, health check, idle and draining times for WebSockets, access logs', () => {
  const balancer = properties(prod, 'AWS::ElasticLoadBalancingV2::LoadBalancer');
  expect(balancer.Scheme).toBe('internal');
  const attributes = attributesOf(balancer);
  expect(attributes['access_logs.s3.enabled']).toBe('true');
  expect(Number(attributes['idle_timeout.timeout_seconds'])).toBeGreaterThan(WEBSOCKET_IDLE_TIMEOUT_MS / 1000);
  expect(properties(prod, 'AWS::ElasticLoadBalancingV2::Listener')).toMatchObject({ Port: 443, Protocol: 'HTTPS' });
  const targets = properties(prod, 'AWS::ElasticLoadBalancingV2::TargetGroup');
  expect(targets).toMatchObject({
    TargetType: 'ip',
    Port: API_PORT,
    HealthCheckPath: paths.healthReady,
    HealthCheckIntervalSeconds: 10,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 2,
    UnhealthyThresholdCount: 3,
    Matcher: { HttpCode: '200' },
  });
  expect(attributesOf(targets)['deregistration_delay.timeout_seconds']).toBe('120');
  expect(prod.only('AWS::CloudFront::VpcOrigin').stack).toBe('service');
});

test('service discovery: the load balancer has a private name, and the fleet uses it', () => {
  const instance = properties(prod, 'AWS::ServiceDiscovery::Instance');
  expect(Object.keys(instance.InstanceAttributes)).toEqual(['AWS_ALIAS_DNS_NAME']);
  expect(properties(prod, 'AWS::ServiceDiscovery::Service').Name).toBe('api');
  expect(containerOf(prod, 'fleet').Command.slice(0, 2)).toEqual([
    '--url',
    `wss://api.internal.example.com${paths.ocpp}`,
  ]);
});

test('task definitions: ARM64, read-only root, no root user, image by digest, sizes, ports, variables and secrets by configuration', () => {
  for (const { Properties } of prod.resources('AWS::ECS::TaskDefinition')) {
    expect(Properties.RuntimePlatform).toEqual({ CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' });
    const [container] = Properties.ContainerDefinitions;
    expect(container).toMatchObject({ ReadonlyRootFilesystem: true, User: 'node' });
    expect(JSON.stringify(container.Image)).toMatch(/@sha256:[0-9a-f]{64}/);
  }
  expect(
    prod
      .resources('AWS::ECS::TaskDefinition')
      .map(({ Properties }) => Properties.Family)
      .sort(),
  ).toEqual(['simulator-prod-api', 'simulator-prod-fleet', 'simulator-prod-migration']);
  expect(containerOf(prod, 'api').PortMappings).toEqual([{ ContainerPort: API_PORT, Protocol: 'tcp' }]);
  expect(containerOf(prod, 'migration').Command).toEqual(['node', 'apps/api/dist/migrate.js']);
});

test('ECS service: one task in the sandbox, three over three zones in production, scaled by CPU and by stations a task', () => {
  const range = (synthesis: Synthesis): number[] => {
    const { MinCapacity, MaxCapacity } = properties(synthesis, 'AWS::ApplicationAutoScaling::ScalableTarget');
    return [MinCapacity, MaxCapacity];
  };
  expect(range(sandbox)).toEqual([1, 1]);
  expect(range(prod)).toEqual([3, 12]);
  const { Subnets } = properties(prod, 'AWS::ECS::Service').NetworkConfiguration.AwsvpcConfiguration;
  expect(Subnets).toHaveLength(3);
  const metrics = prod.resources('AWS::ApplicationAutoScaling::ScalingPolicy').map(({ Properties }) => {
    const tracking = Properties.TargetTrackingScalingPolicyConfiguration;
    return tracking.PredefinedMetricSpecification?.PredefinedMetricType ?? tracking.CustomizedMetricSpecification;
  });
  expect(metrics).toEqual([
    'ECSServiceAverageCPUUtilization',
    { MetricName: 'ConnectedStations', Namespace: 'Simulator/prod', Statistic: 'Average' },
  ]);
});

test('ECR: repositories with scanning, tags that never move, lifecycle', () => {
  for (const { Properties } of prod.resources('AWS::ECR::Repository')) {
    expect(Properties).toMatchObject({
      ImageScanningConfiguration: { ScanOnPush: true },
      ImageTagMutability: 'IMMUTABLE',
    });
    expect(JSON.parse(Properties.LifecyclePolicy.LifecyclePolicyText).rules).toHaveLength(2);
  }
  expect(prod.resources('AWS::ECR::Repository')).toHaveLength(2);
});

test('RDS MariaDB: Multi-AZ in production, own key, TLS required, groups, recovery, protection, logs, insights', () => {
  const database = properties(prod, 'AWS::RDS::DBInstance');
  expect(database).toMatchObject({
    Engine: 'mariadb',
    MultiAZ: true,
    StorageEncrypted: true,
    BackupRetentionPeriod: 35,
    DeletionProtection: true,
    DeleteAutomatedBackups: false,
    EnablePerformanceInsights: true,
    EnableCloudwatchLogsExports: ['audit', 'error', 'slowquery'],
    PubliclyAccessible: false,
  });
  expect(prod.follow(database.KmsKeyId, 'data')).toBe(`data/${prod.only('AWS::KMS::Key', 'data').id}.Arn`);
  expect(properties(prod, 'AWS::RDS::DBParameterGroup').Parameters.require_secure_transport).toBe('1');
  expect(properties(prod, 'AWS::RDS::OptionGroup').OptionConfigurations[0].OptionName).toBe('MARIADB_AUDIT_PLUGIN');
  expect(properties(sandbox, 'AWS::RDS::DBInstance')).toMatchObject({ MultiAZ: false, DeletionProtection: false });
});

test('RDS: the secret alternates between two users, so that a running task survives its rotation', () => {
  const types = prod
    .resources('AWS::SecretsManager::RotationSchedule')
    .map(({ Properties }) => Properties.HostedRotationLambda.RotationType);
  expect(types.sort()).toEqual(['MariaDBMultiUser', 'MariaDBSingleUser']);
  // User and password both come from the secret, since the rotation changes both.
  const secrets = containerOf(prod, 'api').Secrets as { Name: string; ValueFrom: unknown }[];
  for (const [name, field] of [
    ['DATABASE_USER', ':username::'],
    ['DATABASE_PASSWORD', ':password::'],
  ]) {
    expect(JSON.stringify(secrets.find(({ Name }) => Name === name)?.ValueFrom)).toContain(field);
  }
  const rule = prod.resources('AWS::Events::Rule', 'service')[0]?.Properties;
  expect(rule.EventPattern.detail.eventName).toEqual(['RotationSucceeded']);
});

test('identity: Cognito with domain, client (code and PKCE), three groups and MFA; another issuer by a switch', () => {
  expect(properties(prod, 'AWS::Cognito::UserPool')).toMatchObject({
    MfaConfiguration: 'ON',
    EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
  });
  expect(properties(prod, 'AWS::Cognito::UserPoolDomain').Domain).toBe('simulator-example');
  expect(properties(prod, 'AWS::Cognito::UserPoolClient')).toMatchObject({
    AllowedOAuthFlows: ['code'],
    GenerateSecret: false,
    CallbackURLs: ['https://simulator.example.com/auth/callback'],
  });
  const groups = prod.resources('AWS::Cognito::UserPoolGroup').map(({ Properties }) => Properties.GroupName);
  expect(groups.sort()).toEqual(['admin', 'operator', 'viewer']);
  expect(switched.resources(/^AWS::Cognito::/)).toEqual([]);
  const issuer = switched
    .resources('AWS::SSM::Parameter')
    .find(({ Properties }) => Properties.Name.endsWith('/OIDC_ISSUER'));
  expect(issuer?.Properties.Value).toBe('https://login.example.com');
});

test('S3: the page private, versioned, encrypted, replicated, with lifecycle, removal with MFA only; a log bucket', () => {
  const page = prod.resources('AWS::S3::Bucket', 'page').find(({ Properties }) => Properties.BucketName)?.Properties;
  expect(page).toMatchObject({
    BucketName: 'simulator-prod-page-222222222222',
    VersioningConfiguration: { Status: 'Enabled' },
    ReplicationConfiguration: {
      Rules: [{ Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::simulator-prod-page-replica-222222222222' } }],
    },
  });
  expect(page.LifecycleConfiguration.Rules).toHaveLength(1);
  expect(page.LoggingConfiguration.LogFilePrefix).toBe('page/');
  for (const stack of ['page', 'page-replica']) {
    const policies = prod
      .resources('AWS::S3::BucketPolicy', stack)
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    expect(policies).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: expect.arrayContaining(['s3:DeleteObjectVersion', 's3:DeleteBucket']),
        Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
      }),
    );
  }
});

test('Lambda: the login by version in us-east-1; rotation and deploy hooks in the VPC', () => {
  expect(prod.only('AWS::Lambda::Version').stack).toBe('edge');
  const inVpc = prod.resources('AWS::Lambda::Function').filter(({ Properties }) => Properties.VpcConfig);
  expect(inVpc.map(({ stack, Properties }) => `${stack}: ${Properties.Description}`).sort()).toEqual([
    "data: Makes the user of the application's secret in the database",
    'service: Replaces the tasks of the API after a rotation',
    'service: Runs the migration task of a deployment and waits for it',
  ]);
  for (const { Properties } of prod.resources('AWS::SecretsManager::RotationSchedule')) {
    expect(Properties.HostedRotationLambda).toHaveProperty('VpcSubnetIds');
  }
});
