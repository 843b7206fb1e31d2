// What CloudFront's viewer mTLS tells an origin: who the client certificate belongs to. A client cannot say so itself.
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { clientCertificateHeaders } from '@simulator/deployment';

/** Takes away what a client claims, and states what its certificate proves, if its authority is ours. */
export function setCertificateHeaders(message: IncomingMessage): void {
  for (const name of Object.values(clientCertificateHeaders)) delete message.headers[name];
  const { socket } = message;
  if (!(socket instanceof TLSSocket) || !socket.authorized) return;
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return;
  const { headers } = message;
  headers[clientCertificateHeaders.present] = 'true';
  headers[clientCertificateHeaders.serialNumber] = certificate.serialNumber;
  headers[clientCertificateHeaders.subject] = oneLine(certificate.subject);
  headers[clientCertificateHeaders.issuer] = oneLine(certificate.issuer);
  headers[clientCertificateHeaders.validity] =
    `NotBefore=${isoOf(certificate.validFrom)};NotAfter=${isoOf(certificate.validTo)}`;
  headers[clientCertificateHeaders.sha256] = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
  headers[clientCertificateHeaders.pem] = encodeURIComponent(certificate.toString());
}

/** Node puts each part on a line of its own; on the wire it is one, the most specific part first (RFC 4514). */
const oneLine = (name: string): string => name.split('\n').reverse().join(',');

const isoOf = (text: string): string => new Date(text).toISOString();
