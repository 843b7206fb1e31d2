import type { EnvironmentConfig } from '../config/environment-config.js';

type Named = Pick<EnvironmentConfig, 'domain'>;

/** Private names end with it. A part of our domain, so that a public certificate can cover them. */
export const privateZone = ({ domain }: Named): string => `internal.${domain.name}`;

/** First label of the API's private name. */
export const PRIVATE_API_NAME = 'api';

/** By which jobs in the VPC, and the page's distribution, reach the API. */
export const privateApiHost = (config: Named): string => `${PRIVATE_API_NAME}.${privateZone(config)}`;
