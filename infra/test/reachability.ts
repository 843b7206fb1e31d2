// Works out from the templates alone who can open a connection to whom: security groups at both ends, the network ACL of both
// subnets in both directions, and the routes between them. It knows nothing of the table from which the groups were made.
import type { Found, Synthesis } from './synthesis.js';

/** Something with network interfaces. */
interface Workload {
  groups: string[];
  subnets: string[];
  /** The port on which it listens; null: on none. */
  listens: number[];
}

/** An end of a rule: the group that it names, or a range or list of addresses. */
type End = { group: string } | { cidr: string } | { prefixList: string };
interface Rule {
  group: string;
  end: End;
  fromPort: number;
  toPort: number;
}
export interface OpenFlow {
  from: string;
  to: string;
  port: number;
}

const ANYWHERE = '0.0.0.0/0';
/** A client's own port may be any of these. */
const EPHEMERAL = [1024, 65_535] as const;
/** Ports of a stranger's service, tried in turn. */
const PORTS_OUTSIDE = [22, 53, 80, 443, 3306, 6379, 8080];

export class Reachability {
  private readonly workloads: Readonly<Record<string, Workload>>;
  private readonly ingress: Rule[];
  private readonly egress: Rule[];

  constructor(private readonly synthesis: Synthesis) {
    this.workloads = workloadsOf(synthesis);
    this.ingress = this.rules('AWS::EC2::SecurityGroupIngress', 'SecurityGroupIngress', 'Source');
    this.egress = this.rules('AWS::EC2::SecurityGroupEgress', 'SecurityGroupEgress', 'Destination');
  }

  /** Every flow that is open: between workloads, from CloudFront, and to the internet and from it. */
  openFlows(): OpenFlow[] {
    const flows: OpenFlow[] = [];
    for (const [to, target] of Object.entries(this.workloads)) {
      const ports = [...new Set([...target.listens, ...PORTS_OUTSIDE])];
      for (const [from, source] of Object.entries(this.workloads)) {
        if (from === to) continue;
        flows.push(...ports.filter((port) => this.connects(source, target, port)).map((port) => ({ from, to, port })));
      }
      flows.push(
        ...ports.filter((port) => this.admitsCloudFront(target, port)).map((port) => ({ from: 'edge', to, port })),
      );
      flows.push(
        ...ports.filter((port) => this.admitsAnyone(target, port)).map((port) => ({ from: 'internet', to, port })),
      );
    }
    for (const [from, source] of Object.entries(this.workloads)) {
      const ports = PORTS_OUTSIDE.filter((port) => this.reachesOut(source, port));
      flows.push(...ports.map((port) => ({ from, to: 'internet', port })));
    }
    return flows;
  }

  /** Within the VPC every subnet has a route to every other. */
  private connects(source: Workload, target: Workload, port: number): boolean {
    const leaves = this.egress.some(
      (rule) => isOf(rule, source) && covers(rule, port) && this.isToward(rule.end, target),
    );
    const enters = this.ingress.some(
      (rule) => isOf(rule, target) && covers(rule, port) && this.isToward(rule.end, source),
    );
    return leaves && enters && this.aclPasses(this.vpcCidr, port);
  }

  private admitsCloudFront(target: Workload, port: number): boolean {
    const enters = this.ingress.some((rule) => isOf(rule, target) && covers(rule, port) && 'prefixList' in rule.end);
    // The VPC origin's network interfaces are inside the VPC.
    return enters && this.aclPasses(this.vpcCidr, port);
  }

  private admitsAnyone(target: Workload, port: number): boolean {
    return this.ingress.some((rule) => isOf(rule, target) && covers(rule, port) && isAnywhere(rule.end));
  }

  private reachesOut(source: Workload, port: number): boolean {
    const leaves = this.egress.some((rule) => isOf(rule, source) && covers(rule, port) && isAnywhere(rule.end));
    return leaves && this.aclPasses(ANYWHERE, port) && source.subnets.every((subnet) => this.hasWayOut(subnet));
  }

  /** The request in one direction, the answer to a client's own port in the other, at both ends. */
  private aclPasses(cidr: string, port: number): boolean {
    const entries = this.synthesis.resources('AWS::EC2::NetworkAclEntry').map(({ Properties }) => Properties);
    const allowed = (egress: boolean, first: number, last: number): boolean =>
      entries.some(
        (entry) =>
          entry.RuleAction === 'allow' &&
          Boolean(entry.Egress) === egress &&
          (entry.CidrBlock === cidr || entry.CidrBlock === ANYWHERE) &&
          (entry.Protocol === -1 || (entry.PortRange.From <= first && entry.PortRange.To >= last)),
      );
    const out = allowed(true, port, port) && allowed(false, ...EPHEMERAL);
    if (cidr === ANYWHERE) return out;
    return out && allowed(false, port, port) && allowed(true, ...EPHEMERAL);
  }

  private hasWayOut(subnet: string): boolean {
    const associations = this.synthesis.resources('AWS::EC2::SubnetRouteTableAssociation');
    const table = associations.find(
      ({ Properties, stack }) => this.synthesis.follow(Properties.SubnetId, stack) === subnet,
    );
    const tableId = table && this.synthesis.follow(table.Properties.RouteTableId, table.stack);
    return this.synthesis
      .resources('AWS::EC2::Route')
      .some(
        ({ Properties, stack }) =>
          this.synthesis.follow(Properties.RouteTableId, stack) === tableId &&
          Properties.DestinationCidrBlock === ANYWHERE &&
          Boolean(Properties.NatGatewayId ?? Properties.GatewayId),
      );
  }

  private get vpcCidr(): string {
    return this.synthesis.only('AWS::EC2::VPC').Properties.CidrBlock;
  }

  private isToward(end: End, workload: Workload): boolean {
    if ('group' in end) return workload.groups.includes(end.group);
    return 'cidr' in end && (end.cidr === ANYWHERE || end.cidr === this.vpcCidr);
  }

  /** Rules that stand alone, and those inside a group. */
  private rules(type: string, inline: string, side: 'Source' | 'Destination'): Rule[] {
    const alone = this.synthesis.resources(type).map(({ Properties, stack }) => {
      return this.rule(Properties, this.synthesis.follow(Properties.GroupId, stack), side, stack);
    });
    const within = this.synthesis
      .resources('AWS::EC2::SecurityGroup')
      .flatMap(({ Properties, stack, id }) =>
        (Properties[inline] ?? []).map((rule: Found['Properties']) =>
          this.rule(rule, `${stack}/${id}.GroupId`, side, stack),
        ),
      );
    return [...alone, ...within];
  }

  private rule(properties: Found['Properties'], group: string, side: string, stack: string): Rule {
    const other = properties[`${side}SecurityGroupId`];
    const prefixList = properties[`${side}PrefixListId`];
    const isAll = properties.IpProtocol === '-1';
    return {
      group,
      end: other
        ? { group: this.synthesis.follow(other, stack) }
        : prefixList
          ? { prefixList }
          : { cidr: properties.CidrIp ?? properties.CidrIpv6 },
      // CDK closes a group with a rule for a ping to nowhere.
      fromPort: isAll ? 0 : properties.IpProtocol === 'tcp' ? properties.FromPort : Number.POSITIVE_INFINITY,
      toPort: isAll ? 65_535 : properties.IpProtocol === 'tcp' ? properties.ToPort : -1,
    };
  }
}

const isOf = ({ group }: Rule, { groups }: Workload): boolean => groups.includes(group);
const covers = ({ fromPort, toPort }: Rule, port: number): boolean => fromPort <= port && port <= toPort;
const isAnywhere = (end: End): boolean => 'cidr' in end && (end.cidr === ANYWHERE || end.cidr === '::/0');

/** Everything in the templates that has network interfaces, by what it is. */
function workloadsOf(synthesis: Synthesis): Record<string, Workload> {
  const found: Record<string, Workload> = {};
  const add = (name: string, { stack }: Found, groups: unknown[], subnets: unknown[], listens: number[] = []): void => {
    const follow = (values: unknown[]): string[] => values.map((value) => synthesis.follow(value, stack));
    // Several resources of one name, such as the endpoints, count as one that may do what any of them may.
    const known = found[name] ?? { groups: [], subnets: [], listens: [] };
    found[name] = {
      groups: [...known.groups, ...follow(groups)],
      subnets: [...known.subnets, ...follow(subnets)],
      listens: [...known.listens, ...listens],
    };
  };
  const balancer = synthesis.only('AWS::ElasticLoadBalancingV2::LoadBalancer');
  const listener = synthesis.only('AWS::ElasticLoadBalancingV2::Listener');
  add('loadBalancer', balancer, balancer.Properties.SecurityGroups, balancer.Properties.Subnets, [
    listener.Properties.Port,
  ]);
  const service = synthesis.only('AWS::ECS::Service');
  const { SecurityGroups, Subnets } = service.Properties.NetworkConfiguration.AwsvpcConfiguration;
  add('api', service, SecurityGroups, Subnets, [service.Properties.LoadBalancers[0].ContainerPort]);
  addData(synthesis, add);
  addJobs(synthesis, add, Subnets);
  for (const endpoint of synthesis.resources('AWS::EC2::VPCEndpoint')) {
    const isIdentity = JSON.stringify(endpoint.Properties.ServiceName).includes('cognito-idp');
    const { SecurityGroupIds, SubnetIds } = endpoint.Properties;
    add(isIdentity ? 'identityEndpoint' : `endpoints`, endpoint, SecurityGroupIds, SubnetIds, [443]);
  }
  return found;
}

type Add = (name: string, where: Found, groups: unknown[], subnets: unknown[], listens?: number[]) => void;

function addData(synthesis: Synthesis, add: Add): void {
  const database = synthesis.only('AWS::RDS::DBInstance');
  const group = synthesis.only('AWS::RDS::DBSubnetGroup');
  add('database', database, database.Properties.VPCSecurityGroups, group.Properties.SubnetIds, [
    Number(database.Properties.Port),
  ]);
  for (const cluster of synthesis.resources('AWS::ElastiCache::ReplicationGroup')) {
    const { SubnetIds } = synthesis.only('AWS::ElastiCache::SubnetGroup').Properties;
    add('cache', cluster, cluster.Properties.SecurityGroupIds, SubnetIds, [cluster.Properties.Port]);
  }
  for (const serverless of synthesis.resources('AWS::ElastiCache::ServerlessCache')) {
    add('cache', serverless, serverless.Properties.SecurityGroupIds, serverless.Properties.SubnetIds, [6379]);
  }
}

/** Functions, and the tasks that are started with a group of their own. */
function addJobs(synthesis: Synthesis, add: Add, subnets: unknown[]): void {
  for (const each of synthesis.resources('AWS::Lambda::Function').filter(({ Properties }) => Properties.VpcConfig)) {
    const { SecurityGroupIds, SubnetIds } = each.Properties.VpcConfig;
    add(each.stack === 'data' ? 'databaseUser' : 'deployHook', each, SecurityGroupIds, SubnetIds);
  }
  for (const schedule of synthesis.resources('AWS::SecretsManager::RotationSchedule')) {
    const { VpcSecurityGroupIds, VpcSubnetIds } = schedule.Properties.HostedRotationLambda;
    add('rotation', schedule, [VpcSecurityGroupIds], partsOf(VpcSubnetIds));
  }
  const migration = synthesis.only('Custom::Migration');
  add('migration', migration, [migration.Properties.SecurityGroup], subnets);
  const service = synthesis.stacks['service'];
  add('fleet', { ...migration, Properties: {} }, [service?.Outputs?.['FleetGroup']?.Value], subnets);
}

/** A list that CloudFormation joins with commas. */
function partsOf(joined: { 'Fn::Join'?: [string, unknown[]] }): unknown[] {
  return (joined['Fn::Join']?.[1] ?? [joined]).filter((part) => part !== ',');
}
