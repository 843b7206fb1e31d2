import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import { VpcFunction } from '../functions/vpc-function.js';
import type { NetworkStack } from '../network/network-stack.js';

interface Props {
  config: EnvironmentConfig;
  network: NetworkStack;
  service: FargateService;
  secret: ISecret;
  codeFolder: string;
}

/** Rolls the service over after each rotation of the secret: tasks read it when they start (docs/decisions/0026). */
export class NewDeployment extends Construct {
  constructor(scope: Construct, id: string, { config, network, service, secret, codeFolder }: Props) {
    super(scope, id);
    const hook = new VpcFunction(this, 'DeployHook', {
      config,
      network,
      group: network.groups.of('deployHook'),
      codeFolder,
      description: 'Replaces the tasks of the API after a rotation',
      timeout: Duration.seconds(30),
      environment: { CLUSTER: service.cluster.clusterName, SERVICE: service.serviceName },
    });
    hook.function.addToRolePolicy(
      new PolicyStatement({ actions: ['ecs:UpdateService'], resources: [service.serviceArn] }),
    );
    new Rule(this, 'Rotated', {
      description: "The database's password was rotated",
      eventPattern: {
        source: ['aws.secretsmanager'],
        detailType: ['AWS Service Event via CloudTrail'],
        detail: { eventName: ['RotationSucceeded'], additionalEventData: { SecretId: [secret.secretArn] } },
      },
      targets: [new LambdaTarget(hook.function, { retryAttempts: 3 })],
    });
  }
}
