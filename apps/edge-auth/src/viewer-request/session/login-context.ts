import type { CloudFrontRequest } from 'aws-lambda';
import type { Secrets } from '../secrets/secrets.js';

/** What a login gets from the function around it. */
export interface LoginContext {
  secrets: () => Promise<Secrets>;
  originOf: (request: CloudFrontRequest) => string;
  /** Milliseconds since 1970. */
  now: () => number;
}
