import { Duration, Validations } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import {
  AwsLogDriverMode,
  ContainerImage,
  CpuArchitecture,
  FargateTaskDefinition,
  LogDrivers,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import type { ContainerDefinitionOptions } from 'aws-cdk-lib/aws-ecs';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import { repositoryName } from '../delivery/repositories.js';
import type { Image } from '../delivery/repositories.js';
import { retainedLogs } from '../observability/retained-logs.js';
import { DRAINING_S } from './draining.js';

interface Props {
  config: EnvironmentConfig;
  image: Image;
  size: { cpu: number; memoryMiB: number };
  container: Partial<ContainerDefinitionOptions>;
}

/** A Fargate task of one container: ARM64, without root, on a read-only root file system, its image by digest. */
export class TaskDefinition extends Construct {
  readonly definition: FargateTaskDefinition;

  /** @param id names the task's family: `simulator-<environment>-<id>`. */
  constructor(scope: Construct, id: string, { config, image, size, container }: Props) {
    super(scope, id);
    const assumedBy = new ServicePrincipal('ecs-tasks.amazonaws.com');
    const executionRole = new Role(this, 'ExecutionRole', { assumedBy });
    this.definition = new FargateTaskDefinition(this, 'Definition', {
      family: `simulator-${config.name}-${id.toLowerCase()}`,
      cpu: size.cpu,
      memoryLimitMiB: size.memoryMiB,
      runtimePlatform: { cpuArchitecture: CpuArchitecture.ARM64, operatingSystemFamily: OperatingSystemFamily.LINUX },
      executionRole,
      // Code inside a container calls no AWS service.
      taskRole: new Role(this, 'TaskRole', { assumedBy }),
    });
    const repository = Repository.fromRepositoryName(this, 'Repository', repositoryName(config.name, image));
    this.definition.addContainer('main', {
      image: ContainerImage.fromEcrRepository(repository, config.images[image]),
      user: 'node',
      readonlyRootFilesystem: true,
      stopTimeout: Duration.seconds(DRAINING_S.stopTimeout),
      logging: LogDrivers.awsLogs({
        logGroup: retainedLogs(this, 'Logs', config),
        streamPrefix: id.toLowerCase(),
        mode: AwsLogDriverMode.NON_BLOCKING,
      }),
      ...container,
    });
    Validations.of(executionRole).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'ecr:GetAuthorizationToken knows no resource; pulling is limited to the repository.',
    });
    Validations.of(this.definition).acknowledge({
      id: 'AwsSolutions-ECS2',
      reason: 'No secret stands in plain variables; those come from Secrets Manager and Parameter Store.',
    });
  }
}
