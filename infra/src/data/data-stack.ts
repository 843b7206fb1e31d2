// What must not be lost, and the secrets that open it.
import { Key } from 'aws-cdk-lib/aws-kms';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { DatabaseInstance } from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Artefacts } from '../artefacts.js';
import type { EnvironmentConfig } from '../config/environment-config.js';
import { EnvironmentStack } from '../environment-stack.js';
import type { NetworkStack } from '../network/network-stack.js';
import { Cache } from './cache.js';
import { databaseCertificateAuthority } from './certificate-authority.js';
import { DatabaseSecrets } from './database-secrets.js';
import { DatabaseUser } from './database-user.js';
import { Database } from './database.js';

interface Props {
  network: NetworkStack;
  artefacts: Artefacts;
}

export class DataStack extends EnvironmentStack {
  readonly key: Key;
  readonly database: DatabaseInstance;
  /** Host, port, user and password of the application. */
  readonly databaseSecret: ISecret;
  readonly databaseAuthority: StringParameter;
  /** For restored instances. */
  readonly databaseSubnetGroupName: string;
  /** REDIS_URL; undefined where one task runs. */
  readonly cacheUrl: ISecret | undefined;

  constructor(scope: Construct, config: EnvironmentConfig, { network, artefacts }: Props) {
    super(scope, config, 'data');
    this.key = new Key(this, 'Key', {
      alias: `simulator-${config.name}-data`,
      description: 'Database, its snapshots, secrets and cache',
      enableKeyRotation: true,
      removalPolicy: this.removalPolicy,
    });
    const secrets = new DatabaseSecrets(this, 'DatabaseSecrets', { config, network, key: this.key });
    const database = new Database(this, 'Database', { config, network, key: this.key, masterSecret: secrets.master });
    this.database = database.instance;
    this.databaseSubnetGroupName = database.subnetGroupName;
    const attached = secrets.attachTo(database.instance);
    this.databaseSecret = attached.application;
    new DatabaseUser(this, 'DatabaseUser', {
      config,
      network,
      key: this.key,
      secrets: attached,
      codeFolder: artefacts.functions.databaseUser,
    });
    this.databaseAuthority = new StringParameter(this, 'DatabaseAuthority', {
      parameterName: `/simulator/${config.name}/database/certificate-authority`,
      stringValue: databaseCertificateAuthority(config.region),
      description: 'Who signs the certificate of the database',
    });
    const { cache } = config;
    this.cacheUrl = cache ? new Cache(this, 'Cache', { config, cache, network, key: this.key }).url : undefined;
  }
}
