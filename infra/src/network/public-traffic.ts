import { Validations } from 'aws-cdk-lib';
import { AclCidr, AclTraffic, NetworkAcl, SubnetType, TrafficDirection } from 'aws-cdk-lib/aws-ec2';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import { HTTPS_PORT } from './flows.js';

const EPHEMERAL_PORTS = { first: 1024, last: 65_535 };

/**
 * The one network ACL, on all subnets. It knows the VPC's own addresses only, so that public traffic is off whatever a
 * security group says; with NAT, HTTPS outwards and its answers are let through. CloudFront's VPC origin has its network
 * interfaces inside the VPC.
 */
export class PublicTrafficAcl extends Construct {
  constructor(scope: Construct, id: string, { vpc, config }: { vpc: IVpc; config: EnvironmentConfig }) {
    super(scope, id);
    const { egress, cidr } = config.network;
    const privateType = egress === 'nat' ? SubnetType.PRIVATE_WITH_EGRESS : SubnetType.PRIVATE_ISOLATED;
    const acl = new NetworkAcl(this, 'Acl', { vpc });
    acl.associateWithSubnet('Public', { subnetType: SubnetType.PUBLIC });
    acl.associateWithSubnet('Private', { subnetType: privateType });

    const within = { cidr: AclCidr.ipv4(cidr), traffic: AclTraffic.allTraffic(), ruleNumber: 100 };
    acl.addEntry('FromWithin', { ...within, direction: TrafficDirection.INGRESS });
    acl.addEntry('ToWithin', { ...within, direction: TrafficDirection.EGRESS });
    Validations.of(acl).acknowledge({
      id: 'AwsSolutions-VPC3',
      reason: 'Asked for: one ACL with public traffic off. Security groups decide about all that passes it.',
    });
    if (egress !== 'nat') return;
    acl.addEntry('HttpsOutwards', {
      cidr: AclCidr.anyIpv4(),
      traffic: AclTraffic.tcpPort(HTTPS_PORT),
      ruleNumber: 200,
      direction: TrafficDirection.EGRESS,
    });
    acl.addEntry('Answers', {
      cidr: AclCidr.anyIpv4(),
      traffic: AclTraffic.tcpPortRange(EPHEMERAL_PORTS.first, EPHEMERAL_PORTS.last),
      ruleNumber: 200,
      direction: TrafficDirection.INGRESS,
    });
  }
}
