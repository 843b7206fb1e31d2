// Monthly prices in US dollars, rounded, as AWS lists them for eu-central-1. They change: docs/operations.md names the calculator.
// Only what is paid while nobody uses it; traffic, requests, log lines and users come on top.

const HOURS_A_MONTH = 730;
const hourly = (usd: number): number => usd * HOURS_A_MONTH;

/** By the hour, per instance or node. */
const databaseInstances: Readonly<Record<string, number>> = {
  'db.t4g.medium': 0.076,
  'db.t4g.large': 0.152,
  'db.m7g.large': 0.2,
  'db.m7g.xlarge': 0.4,
  'db.r7g.large': 0.286,
  'db.r7g.xlarge': 0.572,
};
const cacheNodes: Readonly<Record<string, number>> = {
  'cache.t4g.micro': 0.0152,
  'cache.t4g.small': 0.0304,
  'cache.t4g.medium': 0.0608,
  'cache.m7g.large': 0.148,
};

export const fargate = { vcpuHour: hourly(0.03725), gibHour: hourly(0.00409) } as const;

export interface PriceRow {
  /** What is counted, and how. */
  label: string;
  type: string;
  /** Units of one resource; default 1. `properties` are those of the template. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- templates have no types.
  units?: (properties: any) => number;
  /** Dollars a month for one unit. */
  usd: number;
}

export const priceRows: readonly PriceRow[] = [
  { label: 'NAT gateways', type: 'AWS::EC2::NatGateway', usd: hourly(0.052) },
  {
    label: 'interface endpoints, each in each zone',
    type: 'AWS::EC2::VPCEndpoint',
    units: ({ SubnetIds }) => SubnetIds.length,
    usd: hourly(0.012),
  },
  {
    label: 'load balancers, with one capacity unit',
    type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    usd: hourly(0.027 + 0.008),
  },
  {
    label: 'database instances, in dollars an hour (twice for Multi-AZ)',
    type: 'AWS::RDS::DBInstance',
    units: ({ DBInstanceClass, MultiAZ }) => known(databaseInstances, DBInstanceClass) * (MultiAZ ? 2 : 1),
    usd: hourly(1),
  },
  {
    label: 'database storage, GiB (twice for Multi-AZ)',
    type: 'AWS::RDS::DBInstance',
    units: ({ AllocatedStorage, MultiAZ }) => Number(AllocatedStorage) * (MultiAZ ? 2 : 1),
    usd: 0.137,
  },
  {
    label: 'cache nodes, in dollars an hour',
    type: 'AWS::ElastiCache::ReplicationGroup',
    units: ({ CacheNodeType, NumCacheClusters }) => known(cacheNodes, CacheNodeType) * NumCacheClusters,
    usd: hourly(1),
  },
  { label: 'serverless caches, at the least that is charged', type: 'AWS::ElastiCache::ServerlessCache', usd: 7 },
  { label: 'web ACLs', type: 'AWS::WAFv2::WebACL', usd: 5 },
  { label: 'rules of web ACLs', type: 'AWS::WAFv2::WebACL', units: ({ Rules }) => Rules.length, usd: 1 },
  { label: 'keys', type: 'AWS::KMS::Key', usd: 1 },
  { label: 'secrets', type: 'AWS::SecretsManager::Secret', usd: 0.4 },
  { label: 'alarms', type: 'AWS::CloudWatch::Alarm', usd: 0.1 },
  { label: 'dashboards', type: 'AWS::CloudWatch::Dashboard', usd: 3 },
  { label: 'private DNS namespaces', type: 'AWS::ServiceDiscovery::PrivateDnsNamespace', usd: 0.5 },
];

function known(prices: Readonly<Record<string, number>>, name: string): number {
  const price = prices[name];
  if (price === undefined) throw new Error(`infra/src/estimate/prices.ts has no price for ${name}: add it.`);
  return price;
}
