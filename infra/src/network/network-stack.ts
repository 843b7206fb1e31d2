// One VPC over three zones, what may pass in it, and its private names.
import { Validations } from 'aws-cdk-lib';
import { FlowLogDestination, FlowLogTrafficType, IpAddresses, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { PrivateDnsNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import { EnvironmentStack } from '../environment-stack.js';
import { retainedLogs } from '../observability/retained-logs.js';
import { privateZone } from './private-names.js';
import { PublicTrafficAcl } from './public-traffic.js';
import { SecurityGroups } from './security-groups.js';
import { ServiceEndpoints } from './service-endpoints.js';

export class NetworkStack extends EnvironmentStack {
  readonly vpc: Vpc;
  readonly groups: SecurityGroups;
  readonly namespace: PrivateDnsNamespace;
  /** Where everything runs; the public subnets hold NAT gateways at most. */
  readonly privateSubnets: SubnetSelection;

  constructor(scope: Construct, config: EnvironmentConfig) {
    super(scope, config, 'network');
    const isNat = config.network.egress === 'nat';
    const privateType = isNat ? SubnetType.PRIVATE_WITH_EGRESS : SubnetType.PRIVATE_ISOLATED;
    this.privateSubnets = { subnetType: privateType };
    this.vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(config.network.cidr),
      availabilityZones: config.availabilityZones,
      // A zone that is lost takes its gateway along: one each where data counts.
      natGateways: isNat ? (config.keepData ? 3 : 1) : 0,
      subnetConfiguration: [
        { name: 'public', subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: 'private', subnetType: privateType, cidrMask: 20 },
      ],
      // Nothing uses it (a test holds that), so no function has to empty it.
      restrictDefaultSecurityGroup: false,
    });
    Validations.of(this.vpc).acknowledge({
      id: 'CloudFormation-Validate::W3010',
      reason: 'Zones by name: a look-up would need an account at synth.',
    });
    this.vpc.addFlowLog('FlowLog', {
      destination: FlowLogDestination.toCloudWatchLogs(retainedLogs(this, 'FlowLogs', config)),
      trafficType: FlowLogTrafficType.ALL,
    });
    this.groups = new SecurityGroups(this, 'Groups', { vpc: this.vpc, config });
    new PublicTrafficAcl(this, 'PublicTraffic', { vpc: this.vpc, config });
    if (!isNat) {
      const availabilityZones = config.keepData ? config.availabilityZones : config.availabilityZones.slice(0, 1);
      const subnets = { subnetType: privateType, availabilityZones };
      new ServiceEndpoints(this, 'Endpoints', { vpc: this.vpc, groups: this.groups, subnets });
    }
    this.namespace = new PrivateDnsNamespace(this, 'Namespace', {
      name: privateZone(config),
      vpc: this.vpc,
      description: 'Private names of the services',
    });
  }
}
