import type { CloudFrontRequest } from 'aws-lambda';
import type { OidcLogin } from '../../config/edge-config.js';
import type { Secrets } from '../secrets/secrets.js';
import type { Session } from '../session/session.js';
import type { Provider } from './provider.js';

/** A request with all that answering it needs. */
export interface Visit {
  request: CloudFrontRequest;
  /** Of this server, as the browser sees it. */
  origin: string;
  cookies: ReadonlyMap<string, string>;
  secrets: Secrets;
  login: OidcLogin;
  /** Asked for only by what needs it: the rest works while the provider is down. */
  provider: () => Promise<Provider>;
  /** Under way or just done, by refresh token: some providers end a session in which one is used twice. */
  renewals: Map<string, { session: Promise<Session>; atS: number }>;
  nowMs: number;
  nowS: number;
}
