import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { DatabaseInstance } from 'aws-cdk-lib/aws-rds';
import { HostedRotation, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import type { NetworkStack } from '../network/network-stack.js';
import { retainedLogs } from '../observability/retained-logs.js';

/** What would need quoting in SQL, URLs or shells. */
const EXCLUDED_CHARACTERS = ' %+~`#$&*()|[]{}:;<>?!\'/@"\\,=';

interface Props {
  config: EnvironmentConfig;
  network: Pick<NetworkStack, 'vpc' | 'privateSubnets' | 'groups'>;
  key: IKey;
}

/**
 * The passwords of the database. The application's secret alternates between two users (docs/decisions/0026): the one that
 * running tasks hold stays valid until the rotation after the next deployment.
 */
export class DatabaseSecrets extends Construct {
  readonly master: Secret;
  readonly application: Secret;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: Props,
  ) {
    super(scope, id);
    this.master = this.secret('Master', 'master', { username: 'administrator' });
    this.application = this.secret('Application', 'application', {
      username: 'simulator',
      masterarn: this.master.secretArn,
      ssl: true,
    });
  }

  /** Adds host and port to both secrets, and rotates them. */
  attachTo(database: DatabaseInstance): { master: ISecret; application: ISecret } {
    const application = this.application.attach(database);
    const { config, network } = this.props;
    const rotation = (functionName: string) => ({
      functionName,
      vpc: network.vpc,
      vpcSubnets: network.privateSubnets,
      securityGroups: [network.groups.of('rotation')],
      excludeCharacters: EXCLUDED_CHARACTERS,
    });
    const names = {
      master: `simulator-${config.name}-rotate-master`,
      application: `simulator-${config.name}-rotate-user`,
    };
    // The hosted functions have no log group of ours otherwise, and their lines would be kept for ever.
    for (const name of Object.values(names)) retainedLogs(this, `Logs-${name}`, config, `/aws/lambda/${name}`);
    const schedule = {
      automaticallyAfter: Duration.days(config.database.rotationDays),
      rotateImmediatelyOnUpdate: false,
    };
    database.secret?.addRotationSchedule('Rotation', {
      ...schedule,
      hostedRotation: HostedRotation.mariaDbSingleUser(rotation(names.master)),
    });
    application.addRotationSchedule('Rotation', {
      ...schedule,
      hostedRotation: HostedRotation.mariaDbMultiUser({ ...rotation(names.application), masterSecret: this.master }),
    });
    return { master: database.secret ?? this.master, application };
  }

  private secret(id: string, name: string, template: object): Secret {
    return new Secret(this, id, {
      secretName: `simulator/${this.props.config.name}/database/${name}`,
      encryptionKey: this.props.key,
      generateSecretString: {
        secretStringTemplate: JSON.stringify(template),
        generateStringKey: 'password',
        passwordLength: 40,
        excludeCharacters: EXCLUDED_CHARACTERS,
      },
    });
  }
}
