import { Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import { flowsOf, workloads } from './flows.js';
import type { Flow, Workload } from './flows.js';

/** A security group for each workload that has a flow, closed both ways but for the table of flows. */
export class SecurityGroups extends Construct {
  private readonly groups = new Map<Workload, SecurityGroup>();

  constructor(scope: Construct, id: string, { vpc, config }: { vpc: IVpc; config: EnvironmentConfig }) {
    super(scope, id);
    const flows = flowsOf(config);
    for (const workload of workloads.filter((each) => flows.some(({ from, to }) => from === each || to === each))) {
      const group = new SecurityGroup(this, workload, { vpc, allowAllOutbound: false, description: workload });
      this.groups.set(workload, group);
    }
    for (const flow of flows) this.open(flow, config.network.cloudFrontPrefixListId);
  }

  of(workload: Workload): ISecurityGroup {
    const group = this.groups.get(workload);
    if (!group) throw new Error(`${workload} has no flow, hence no security group`);
    return group;
  }

  private open({ from, to, port, why }: Flow, cloudFrontPrefixListId: string): void {
    const tcp = Port.tcp(port);
    if (to === 'internet') {
      if (from !== 'edge') this.of(from).addEgressRule(Peer.anyIpv4(), tcp, why);
      return;
    }
    if (from === 'edge') {
      this.of(to).addIngressRule(Peer.prefixList(cloudFrontPrefixListId), tcp, why);
      return;
    }
    this.of(from).addEgressRule(this.of(to), tcp, why);
    this.of(to).addIngressRule(this.of(from), tcp, why);
  }
}
