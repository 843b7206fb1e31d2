import { Duration, Validations } from 'aws-cdk-lib';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  CaCertificate,
  Credentials,
  DatabaseInstance,
  DatabaseInstanceEngine,
  MariaDbEngineVersion,
  OptionGroup,
  ParameterGroup,
  StorageType,
  SubnetGroup,
} from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import type { EnvironmentStack } from '../environment-stack.js';
import type { NetworkStack } from '../network/network-stack.js';
import { DATABASE_PORT } from '../network/flows.js';
import { retainedLogs } from '../observability/retained-logs.js';
import { DATABASE_AUTHORITY } from './certificate-authority.js';

export const DATABASE_NAME = 'simulator';

/** The release that docker-compose.yml runs as well. */
const engine = DatabaseInstanceEngine.mariaDb({ version: MariaDbEngineVersion.VER_11_4_10 });

const parameters = {
  require_secure_transport: '1',
  tls_version: 'TLSv1.2,TLSv1.3',
  character_set_server: 'utf8mb4',
  collation_server: 'utf8mb4_unicode_ci',
  // Room for half a minute of 20,000 messages a second: with the default, pages are flushed all the time (decision 0032).
  innodb_log_file_size: String(1024 ** 3),
  slow_query_log: '1',
  long_query_time: '1',
  log_output: 'FILE',
};

const logExports = ['audit', 'error', 'slowquery'];

interface DatabaseProps {
  config: EnvironmentConfig;
  network: Pick<NetworkStack, 'vpc' | 'privateSubnets' | 'groups'>;
  key: IKey;
  masterSecret: ISecret;
}

/** MariaDB on RDS: encrypted, TLS only, with snapshots, log exports and performance insights. */
export class Database extends Construct {
  readonly instance: DatabaseInstance;
  readonly subnetGroupName: string;

  constructor(scope: EnvironmentStack, id: string, { config, network, key, masterSecret }: DatabaseProps) {
    super(scope, id);
    const { database, keepData, name } = config;
    const instanceIdentifier = `simulator-${name}`;
    // RDS would make them itself, and keep the lines for ever.
    const logs = logExports.map((log) =>
      retainedLogs(this, `Log-${log}`, config, `/aws/rds/instance/${instanceIdentifier}/${log}`),
    );
    const subnetGroup = new SubnetGroup(this, 'Subnets', {
      description: 'Private subnets',
      vpc: network.vpc,
      vpcSubnets: network.privateSubnets,
      removalPolicy: scope.removalPolicy,
    });
    this.subnetGroupName = subnetGroup.subnetGroupName;
    this.instance = new DatabaseInstance(this, 'Instance', {
      engine,
      instanceIdentifier,
      instanceType: new InstanceType(database.instanceType),
      databaseName: DATABASE_NAME,
      port: DATABASE_PORT,
      credentials: Credentials.fromSecret(masterSecret),
      vpc: network.vpc,
      subnetGroup,
      securityGroups: [network.groups.of('database')],
      multiAz: database.multiAz,
      storageType: StorageType.GP3,
      allocatedStorage: database.storageGiB,
      maxAllocatedStorage: database.maxStorageGiB,
      storageEncrypted: true,
      storageEncryptionKey: key,
      caCertificate: CaCertificate.of(DATABASE_AUTHORITY),
      parameterGroup: new ParameterGroup(this, 'Parameters', { engine, parameters, description: 'TLS only, UTF-8' }),
      optionGroup: this.auditOptions(),
      backupRetention: Duration.days(database.backupDays),
      preferredBackupWindow: '01:00-02:00',
      preferredMaintenanceWindow: 'sun:02:30-sun:03:30',
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: !keepData,
      deletionProtection: keepData,
      removalPolicy: scope.removalPolicy,
      autoMinorVersionUpgrade: true,
      enablePerformanceInsights: true,
      performanceInsightEncryptionKey: key,
      cloudwatchLogsExports: logExports,
      publiclyAccessible: false,
    });
    for (const log of logs) this.instance.node.addDependency(log);
    this.acknowledge(config);
  }

  private auditOptions(): OptionGroup {
    const settings = { SERVER_AUDIT_EVENTS: 'CONNECT,QUERY_DCL,QUERY_DDL' };
    return new OptionGroup(this, 'Options', {
      engine,
      description: 'Who connects, and who changes rights or schema',
      configurations: [{ name: 'MARIADB_AUDIT_PLUGIN', settings }],
    });
  }

  private acknowledge({ database, keepData }: EnvironmentConfig): void {
    const validations = Validations.of(this.instance);
    validations.acknowledge({
      id: 'AwsSolutions-RDS11',
      reason: 'Another port hides nothing: its security group lets in named workloads only.',
    });
    if (!database.multiAz) {
      validations.acknowledge({ id: 'AwsSolutions-RDS3', reason: 'An environment that may be away for an hour.' });
    }
    if (!keepData) {
      validations.acknowledge({ id: 'AwsSolutions-RDS10', reason: 'An environment whose data need not outlive it.' });
    }
  }
}
