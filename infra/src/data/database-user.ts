import { CustomResource, Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import { VpcFunction } from '../functions/vpc-function.js';
import type { NetworkStack } from '../network/network-stack.js';
import { databaseCertificateAuthority } from './certificate-authority.js';
import { DATABASE_NAME } from './database.js';

interface Props {
  config: EnvironmentConfig;
  network: Pick<NetworkStack, 'vpc' | 'privateSubnets' | 'groups'>;
  key: IKey;
  secrets: { master: ISecret; application: ISecret };
  codeFolder: string;
}

/** Makes the application's user in the database when the stack is deployed; later deployments mend what is not right. */
export class DatabaseUser extends Construct {
  constructor(scope: Construct, id: string, { config, network, key, secrets, codeFolder }: Props) {
    super(scope, id);
    const handler = new VpcFunction(this, 'Handler', {
      config,
      network,
      group: network.groups.of('databaseUser'),
      codeFolder,
      description: "Makes the user of the application's secret in the database",
      timeout: Duration.minutes(2),
    });
    secrets.master.grantRead(handler.function);
    secrets.application.grantRead(handler.function);
    key.grantDecrypt(handler.function);
    new CustomResource(this, 'User', {
      resourceType: 'Custom::DatabaseUser',
      serviceToken: handler.function.functionArn,
      properties: {
        MasterSecretArn: secrets.master.secretArn,
        UserSecretArn: secrets.application.secretArn,
        Database: DATABASE_NAME,
        CertificateAuthority: databaseCertificateAuthority(config.region),
      },
    }).node.addDependency(handler, secrets.master, secrets.application);
  }
}
