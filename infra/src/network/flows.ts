// The one table of what may talk to whom. Security groups are made from it, and a test that works the templates out by
// groups, ACL and routes finds these flows open and no others.
import { API_PORT } from '@simulator/deployment';
import type { EnvironmentConfig } from '../config/environment-config.js';

export const HTTPS_PORT = 443;
export const DATABASE_PORT = 3306;
export const CACHE_PORT = 6379;

/** What has a security group of its own. */
export const workloads = [
  'loadBalancer',
  'api',
  'migration',
  'fleet',
  'database',
  'cache',
  'rotation',
  'databaseUser',
  'deployHook',
  'endpoints',
  'identityEndpoint',
] as const;
export type Workload = (typeof workloads)[number];

export interface Flow {
  /** `edge`: CloudFront's origin-facing addresses. */
  from: Workload | 'edge';
  /** `internet`: any address outside, by NAT. */
  to: Workload | 'internet';
  port: number;
  why: string;
}

/** Flows of every environment. */
const always: readonly Flow[] = [
  { from: 'edge', to: 'loadBalancer', port: HTTPS_PORT, why: 'stations, page and REST clients' },
  { from: 'loadBalancer', to: 'api', port: API_PORT, why: 'requests, WebSockets, health checks' },
  { from: 'fleet', to: 'loadBalancer', port: HTTPS_PORT, why: 'simulated stations, by the private name' },
  { from: 'api', to: 'database', port: DATABASE_PORT, why: 'all that is stored' },
  { from: 'migration', to: 'database', port: DATABASE_PORT, why: 'the schema' },
  { from: 'rotation', to: 'database', port: DATABASE_PORT, why: 'new passwords' },
  { from: 'databaseUser', to: 'database', port: DATABASE_PORT, why: "makes the application's user" },
];

/** AWS services and the keys of the identity provider through interface endpoints; nothing leaves the VPC. */
const throughEndpoints: readonly Flow[] = [
  { from: 'api', to: 'endpoints', port: HTTPS_PORT, why: 'image, secrets, parameters, logs' },
  { from: 'api', to: 'identityEndpoint', port: HTTPS_PORT, why: 'keys that sign the tokens' },
  { from: 'migration', to: 'endpoints', port: HTTPS_PORT, why: 'image, secrets, parameters, logs' },
  { from: 'fleet', to: 'endpoints', port: HTTPS_PORT, why: 'image, logs' },
  { from: 'rotation', to: 'endpoints', port: HTTPS_PORT, why: 'Secrets Manager' },
  { from: 'databaseUser', to: 'endpoints', port: HTTPS_PORT, why: 'Secrets Manager, the answer to CloudFormation' },
  { from: 'deployHook', to: 'endpoints', port: HTTPS_PORT, why: 'ECS, the answer to CloudFormation' },
];

const throughNat: readonly Flow[] = (
  ['api', 'migration', 'fleet', 'rotation', 'databaseUser', 'deployHook'] as const
).map((from) => ({
  from,
  to: 'internet',
  port: HTTPS_PORT,
  why: 'AWS services, and for the API keys of any identity provider and what operators probe and relay to',
}));

const toCache: Flow = { from: 'api', to: 'cache', port: CACHE_PORT, why: 'registry, wake-ups, live events' };

/** The flows of an environment. */
export function flowsOf({ network, cache }: Pick<EnvironmentConfig, 'network' | 'cache'>): Flow[] {
  const outwards = network.egress === 'endpoints' ? throughEndpoints : throughNat;
  return [...always, ...outwards, ...(cache === null ? [] : [toCache])];
}
