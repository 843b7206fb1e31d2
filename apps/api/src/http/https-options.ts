import type { NestApplicationOptions } from '@nestjs/common';
import type { TlsSettings } from '../config/tls-settings.js';

/** The options of a server that ends TLS itself (security profiles 2 and 3), or none. */
export function httpsOptions({ server, clientAuthorities }: TlsSettings): Pick<NestApplicationOptions, 'httpsOptions'> {
  if (server === null) return {};
  const tls = { ...server, minVersion: 'TLSv1.2' };
  if (clientAuthorities.length === 0) return { httpsOptions: tls };
  // Asked for, not insisted on: who needs one is said for each station, and callers of REST have none.
  const clients = { ca: clientAuthorities, requestCert: true, rejectUnauthorized: false, allowPartialTrustChain: true };
  return { httpsOptions: { ...tls, ...clients } };
}
