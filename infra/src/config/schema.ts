// The keys of infra/environments/*.json. What they mean for the stacks stands beside each.
import { z } from 'zod';
import {
  account,
  cidr,
  digest,
  domainName,
  emailAddress,
  fargateSize,
  fitsFargate,
  httpsUrl,
  region,
} from './values.js';

const fitting = <T extends z.ZodType<{ cpu: number; memoryMiB: number }>>(size: T): T =>
  size.refine(fitsFargate, { path: ['memoryMiB'], message: 'is not what Fargate offers for this number of CPU units' });

const network = z.strictObject({
  cidr,
  /** `endpoints`: no way to the internet, AWS services through interface endpoints. `nat`: HTTPS to anywhere. */
  egress: z.enum(['endpoints', 'nat']),
  /** Of CloudFront's origin-facing addresses in this region: docs/operations.md says how to ask for it. */
  cloudFrontPrefixListId: z.string().regex(/^pl-[0-9a-f]{8,17}$/, 'must be the id of a managed prefix list'),
});

const edge = z.strictObject({
  priceClass: z.enum(['100', '200', 'All']),
  /** Requests of one address before it is refused for a while. */
  requestsPer5Minutes: z.int().min(100),
  /** Handshakes of one address and path: many stations may share a carrier's address. */
  connectionsPer5Minutes: z.int().min(100),
  /** Viewer mTLS on the API's domain (OCPP security profile 3); null: off. */
  clientCertificates: z
    .strictObject({
      /** `optional`: stations without a certificate connect too, and the API decides. */
      mode: z.enum(['required', 'optional']),
      /** The PEM bundle of the authorities that sign stations' certificates, in S3. */
      authorityBucket: z.string().min(3),
      authorityKey: z.string().min(1),
    })
    .nullable(),
});

/** Variables of the API that are plain settings. Those that the stacks know for themselves cannot be set here. */
export const apiSettings = z.strictObject({
  BOOT_RETRY_INTERVAL_S: z.string().optional(),
  COMMAND_TIMEOUT_S: z.string().optional(),
  DATABASE_POOL_SIZE: z.string().optional(),
  DEMO_SESSIONS: z.enum(['true', 'false']).optional(),
  HEARTBEAT_INTERVAL_S: z.string().optional(),
  ID_TOKEN_RETENTION_DAYS: z.string().optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).optional(),
  MESSAGE_RETENTION_DAYS: z.string().optional(),
  METER_VALUE_RETENTION_DAYS: z.string().optional(),
  /** `public` opens HTTPS and WSS to anywhere for operators' probes and relays; it needs NAT. `any` would let them reach into the VPC. */
  OUTBOUND_CONNECTIONS: z.enum(['off', 'public']).optional(),
  STATION_AUTH: z.enum(['optional', 'required']).optional(),
  UNKNOWN_STATIONS: z.enum(['accept', 'pending', 'refuse']).optional(),
});

const api = fitting(
  z.strictObject({
    ...fargateSize,
    minTasks: z.int().min(1).max(100),
    maxTasks: z.int().min(1).max(100),
    targetCpuPercent: z.int().min(10).max(90),
    targetStationsPerTask: z.int().min(1),
    settings: apiSettings,
  }),
);

const database = z.strictObject({
  /** Without its `db.`. */
  instanceType: z.string().regex(/^[a-z]\d[a-z]*\.\d*[a-z]+$/, 'must be an instance type such as m7g.large'),
  storageGiB: z.int().min(20),
  maxStorageGiB: z.int().min(20),
  multiAz: z.boolean(),
  /** Daily snapshots and point-in-time recovery reach back this far. */
  backupDays: z.int().min(1).max(35),
  rotationDays: z.int().min(1).max(365),
});

const cache = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('cluster'),
    nodeType: z.string().regex(/^cache\.[a-z]\d[a-z]*\.[a-z0-9]+$/, 'must be a node type such as cache.t4g.small'),
    replicas: z.int().min(0).max(5),
  }),
  z.strictObject({ kind: z.literal('serverless'), maxGiB: z.int().min(1).max(100) }),
]);

const identity = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('cognito'),
    /** Of the login page's address; unique within the region. */
    domainPrefix: z
      .string()
      .regex(/^(?!.*cognito)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, 'must be lower-case words and dashes'),
    mfa: z.enum(['required', 'optional']),
  }),
  z.strictObject({
    kind: z.literal('oidc'),
    /** As it stands in the tokens. */
    issuer: httpsUrl,
    clientId: z.string().min(1),
    audience: z.string().min(1),
    audienceClaim: z.string().min(1),
    rolesClaim: z.string().min(1),
  }),
]);

const backup = z.strictObject({
  retentionDays: z.int().min(7).max(3650),
  /** No one, not even an administrator, can remove a recovery point for so long; null: no lock. */
  lockDays: z.int().min(7).max(3650).nullable(),
  /** A second account that keeps copies; null: copies in the second region only. */
  copyAccount: account.nullable(),
});

export const environmentSchema = z.strictObject({
  /** AWS account that the stacks go to. */
  account,
  region,
  /** Three, since a look-up at synth would need an account. */
  availabilityZones: z.array(z.string()).length(3, 'must name three zones'),
  /** Keeps the replica of the page's bucket and copies of backups. */
  replicaRegion: region,
  /** The URLs are simulator.<name> and api.<name>; the zone must exist. */
  domain: z.strictObject({
    name: domainName,
    hostedZoneId: z.string().regex(/^Z[A-Z0-9]{8,31}$/, 'must be the id of a Route 53 hosted zone'),
  }),
  network,
  edge,
  /** Digests of images in this account's repositories. `-c apiImage=…` and `-c fleetImage=…` say others. */
  images: z.strictObject({ api: digest, fleet: digest }),
  api,
  fleet: fitting(z.strictObject({ ...fargateSize, stationsPerTask: z.int().min(1).max(20_000) })),
  database,
  /** Valkey; null: none, and one task at most. */
  cache: cache.nullable(),
  identity,
  backup,
  observability: z.strictObject({ alarmEmail: emailAddress, monthlyBudgetUsd: z.number().positive() }),
  /** Off where the organisation does it for its accounts. */
  audit: z.strictObject({
    cloudTrail: z.boolean(),
    config: z.boolean(),
    guardDuty: z.boolean(),
    securityHub: z.boolean(),
  }),
  delivery: z.strictObject({
    gitLabUrl: httpsUrl,
    project: z.string().regex(/^[\w.-]+(\/[\w.-]+)+$/, 'must be the path of a GitLab project such as group/name'),
    branch: z.string().min(1),
    /** The environment whose images are deployed here, with the account that keeps them; null: images are built for this one. */
    promotesFrom: z.strictObject({ environment: z.string().min(1), account }).nullable(),
    /** The account that may pull this environment's images, to deploy them as they are; null: none. */
    promotesTo: account.nullable(),
  }),
  logRetentionDays: z.union(
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827].map((days) => z.literal(days)),
    'must be a retention that CloudWatch Logs offers: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096 or 1827',
  ),
  /** Whether buckets, database and backups outlive their stack, which is then protected from removal. */
  keepData: z.boolean(),
});

export type EnvironmentValues = z.infer<typeof environmentSchema>;
