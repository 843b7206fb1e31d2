import {
  InterfaceVpcEndpointAwsService,
  VpcEndpointPrivateDnsOnlyForInboundResolverEndpoint,
} from 'aws-cdk-lib/aws-ec2';
import type { IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
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

interface Props {
  vpc: IVpc;
  groups: SecurityGroups;
  /** One zone's is enough to reach a service from all, as long as that zone stands; each is paid by the hour. */
  subnets: SubnetSelection;
}

/** AWS services inside the VPC, one address for each of the subnets. */
export class ServiceEndpoints extends Construct {
  constructor(scope: Construct, id: string, { vpc, groups, subnets }: Props) {
    super(scope, id);
    for (const [name, service] of Object.entries(services)) {
      vpc.addInterfaceEndpoint(name, {
        service,
        subnets,
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
      subnets,
      open: false,
      privateDnsEnabled: true,
      securityGroups: [groups.of('identityEndpoint')],
    });
  }
}
