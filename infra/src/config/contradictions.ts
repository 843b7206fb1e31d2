// What is right by itself and wrong together. Each line names the key to change.
import type { EnvironmentValues } from './schema.js';

type Rule = (values: EnvironmentValues) => string | false;

const rules: readonly Rule[] = [
  ({ region, replicaRegion }) =>
    region === replicaRegion && 'replicaRegion: must be another region than "region", whose loss it is for',
  ({ region, availabilityZones }) =>
    (availabilityZones.some((zone) => !zone.startsWith(region)) || new Set(availabilityZones).size < 3) &&
    `availabilityZones: must be three different zones of ${region}`,
  ({ api }) => api.maxTasks < api.minTasks && 'api.maxTasks: must not be below api.minTasks',
  ({ api, cache }) =>
    api.maxTasks > 1 &&
    cache === null &&
    'cache: several tasks (api.maxTasks) find each other through a cache, say one',
  ({ database }) =>
    database.maxStorageGiB < database.storageGiB && 'database.maxStorageGiB: must not be below database.storageGiB',
  ({ database }) =>
    /^t\d[a-z]*\.(micro|small)$/.test(database.instanceType) &&
    'database.instanceType: must be medium or larger, smaller ones of the t family have no Performance Insights',
  ({ identity, network }) =>
    identity.kind === 'oidc' &&
    network.egress === 'endpoints' &&
    'network.egress: must be "nat", since the keys of another issuer than Cognito are on the internet',
  ({ api, network }) =>
    api.settings.OUTBOUND_CONNECTIONS === 'public' &&
    network.egress === 'endpoints' &&
    'api.settings.OUTBOUND_CONNECTIONS: "public" needs network.egress "nat", there is no way out otherwise',
  ({ backup }) =>
    backup.lockDays !== null &&
    backup.lockDays > backup.retentionDays &&
    'backup.retentionDays: must not be below backup.lockDays',
  ({ api, network }) =>
    api.settings.OUTBOUND_CONNECTIONS === 'public' &&
    network.egress === 'endpoints' &&
    'network.egress: must be "nat", since OUTBOUND_CONNECTIONS=public connects to the internet',
  ({ account, backup }) =>
    backup.copyAccount === account &&
    'backup.copyAccount: must be another account than "account", whose loss it is for',
];

export function contradictions(values: EnvironmentValues): string[] {
  return rules.map((rule) => rule(values)).filter((problem) => problem !== false);
}
