import {
  InterfaceVpcEndpointAwsService,
  VpcEndpointPrivateDnsOnlyForInboundResolverEndpoint,
} from 'aws-cdk-lib/aws-ec2';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { SecurityGroups } from './security-groups.js';

const services = {
  EcrApi: InterfaceVpcEndpointAwsService.ECR,
  EcrDocker: InterfaceVpcEndpointAwsService.ECR_DOCKER,
  Ecs: InterfaceVpcEndpointAwsService.ECS,
  Logs: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  SecretsManager: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
  Parameters: InterfaceVpcEndpointAwsService.SSM,
  // ECR keeps layers in S3, and CloudFormation waits for answers there. A gateway endpoint would lead to S3's public
  // addresses, which the network ACL drops.
  S3: InterfaceVpcEndpointAwsService.S3,
} as const;

/** AWS services inside the VPC, one address a zone. */
export class ServiceEndpoints extends Construct {
  constructor(scope: Construct, id: string, { vpc, groups }: { vpc: IVpc; groups: SecurityGroups }) {
    super(scope, id);
    for (const [name, service] of Object.entries(services)) {
      vpc.addInterfaceEndpoint(name, {
        service,
        open: false,
        privateDnsEnabled: true,
        securityGroups: [groups.of('endpoints')],
        ...(name === 'S3' && {
          privateDnsOnlyForInboundResolverEndpoint: VpcEndpointPrivateDnsOnlyForInboundResolverEndpoint.ALL_RESOLVERS,
        }),
      });
    }
    vpc.addInterfaceEndpoint('Identity', {
      service: InterfaceVpcEndpointAwsService.COGNITO_IDP,
      open: false,
      privateDnsEnabled: true,
      securityGroups: [groups.of('identityEndpoint')],
    });
  }
}
