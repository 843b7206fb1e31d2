import type { EnvironmentConfig } from '../config/environment-config.js';

type Named = Pick<EnvironmentConfig, 'name' | 'account'>;

/** Names that stacks of other regions know beforehand. */
export const pageBucketName = ({ name, account }: Named): string => `simulator-${name}-page-${account}`;
export const pageReplicaName = ({ name, account }: Named): string => `simulator-${name}-page-replica-${account}`;
