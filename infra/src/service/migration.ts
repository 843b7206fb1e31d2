import { CustomResource, Duration, Stack, Validations } from 'aws-cdk-lib';
import type { Cluster } from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import { VpcFunction } from '../functions/vpc-function.js';
import type { NetworkStack } from '../network/network-stack.js';
import type { ApiVariables } from './api-variables.js';
import { TaskDefinition } from './task-definition.js';

interface Props {
  config: EnvironmentConfig;
  network: NetworkStack;
  cluster: Cluster;
  variables: ApiVariables;
  codeFolder: string;
}

/** The one-off task that brings the schema up to date, run on each deployment before the tasks of the API are replaced. */
export class Migration extends Construct {
  constructor(scope: Construct, id: string, { config, network, cluster, variables, codeFolder }: Props) {
    super(scope, id);
    const { definition } = new TaskDefinition(this, 'Migration', {
      config,
      image: 'api',
      size: { cpu: 256, memoryMiB: 512 },
      container: {
        command: ['node', 'apps/api/dist/migrate.js'],
        environment: { NODE_ENV: 'production', DATABASE_NAME: variables.plain['DATABASE_NAME'] ?? '' },
        secrets: variables.database,
      },
    });
    const hook = new VpcFunction(this, 'DeployHook', {
      config,
      network,
      group: network.groups.of('deployHook'),
      codeFolder,
      description: 'Runs the migration task of a deployment and waits for it',
      timeout: Duration.minutes(15),
    });
    const { executionRole, taskRole, family } = definition;
    const stack = Stack.of(this);
    const revisions = stack.formatArn({ service: 'ecs', resource: 'task-definition', resourceName: `${family}:*` });
    const tasks = stack.formatArn({ service: 'ecs', resource: 'task', resourceName: `${cluster.clusterName}/*` });
    const inCluster = { conditions: { ArnEquals: { 'ecs:cluster': cluster.clusterArn } } };
    for (const statement of [
      new PolicyStatement({ actions: ['ecs:RunTask'], resources: [revisions], ...inCluster }),
      new PolicyStatement({ actions: ['ecs:DescribeTasks'], resources: [tasks], ...inCluster }),
      new PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [taskRole.roleArn, executionRole?.roleArn ?? ''],
        conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      }),
    ]) {
      hook.function.addToRolePolicy(statement);
    }
    acknowledgeRevisions(hook, family, cluster);

    const { subnetIds } = network.vpc.selectSubnets(network.privateSubnets);
    const run = new CustomResource(this, 'Run', {
      resourceType: 'Custom::Migration',
      serviceToken: hook.function.functionArn,
      serviceTimeout: Duration.minutes(16),
      // A new digest is a new task definition, which is what makes CloudFormation run it again.
      properties: {
        Cluster: cluster.clusterArn,
        TaskDefinition: definition.taskDefinitionArn,
        Subnets: subnetIds.join(','),
        SecurityGroup: network.groups.of('migration').securityGroupId,
      },
    });
    run.node.addDependency(hook, definition);
  }
}

function acknowledgeRevisions(hook: VpcFunction, family: string, cluster: Cluster): void {
  const stack = Stack.of(hook);
  const prefix = `arn:aws:ecs:${stack.region}:${stack.account}`;
  const clusterId = stack.getLogicalId(cluster.node.defaultChild as never);
  const reason = 'Revisions of one task definition, and tasks of one cluster, get their numbers at run time.';
  Validations.of(hook).acknowledge(
    { id: `AwsSolutions-IAM5[Resource::${prefix}:task-definition/${family}:*]`, reason },
    { id: `AwsSolutions-IAM5[Resource::${prefix}:task/<${clusterId}>/*]`, reason },
  );
}
