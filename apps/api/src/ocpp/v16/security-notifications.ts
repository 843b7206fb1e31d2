import { parseStationTime } from '../station-time.js';
import type { Handler } from './handler.js';

// Security whitepaper §4.5
export const securityEventNotification: Handler<'SecurityEventNotification'> = async (request, context, csms) => {
  const { stationId, messageId, receivedAt } = context;
  const { type, techInfo = null, timestamp } = request;
  const occurredAt = parseStationTime(timestamp) ?? receivedAt;
  await csms.records.recordSecurityEvent({ stationId, receivedAt, type, techInfo, occurredAt });
  csms.log.warn({ stationId, messageId, type, techInfo }, 'security event');
  return {};
};

// PKCS #10 in PEM: older tools write NEW in between.
const SIGNING_REQUEST =
  /^\s*-----BEGIN (NEW )?CERTIFICATE REQUEST-----[\sA-Za-z0-9+/=]+-----END (NEW )?CERTIFICATE REQUEST-----\s*$/;

// Security whitepaper §4.8. The signed certificate follows with CertificateSigned, when a person or a program has it.
export const signCertificate: Handler<'SignCertificate'> = async ({ csr }, { stationId, receivedAt }, csms) => {
  const status = SIGNING_REQUEST.test(csr) ? 'Accepted' : 'Rejected';
  await csms.records.recordCertificateRequest({ stationId, receivedAt, csr, status });
  return { status };
};
