import { Duration, Validations } from 'aws-cdk-lib';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import type { NetworkStack } from '../network/network-stack.js';
import { retainedLogs } from '../observability/retained-logs.js';

export interface VpcFunctionProps {
  config: EnvironmentConfig;
  network: Pick<NetworkStack, 'vpc' | 'privateSubnets'>;
  group: ISecurityGroup;
  /** Folder with index.mjs. */
  codeFolder: string;
  description: string;
  timeout: Duration;
  environment?: Record<string, string>;
}

/** What Lambda needs to have a network interface in a VPC. */
const NETWORK_INTERFACE_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/** A Lambda function in the private subnets, with a role and a log group of its own. */
export class VpcFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: VpcFunctionProps) {
    super(scope, id);
    const logGroup = retainedLogs(this, 'Logs', props.config);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    role.addToPolicy(new PolicyStatement({ actions: NETWORK_INTERFACE_ACTIONS, resources: ['*'] }));
    this.function = new LambdaFunction(this, 'Function', {
      code: Code.fromAsset(props.codeFolder),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 256,
      timeout: props.timeout,
      description: props.description,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      vpc: props.network.vpc,
      vpcSubnets: props.network.privateSubnets,
      securityGroups: [props.group],
      environment: props.environment,
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Lambda makes and removes its network interfaces, whose ids nobody knows beforehand.',
    });
  }
}
