// What came of an attempt to connect, in words, and what to do about it.
import type { HttpReport, TlsReport } from './connection-report.dto.js';
import type { PreparedRequest } from './prepare-request.js';

/** Of an attempt that was made. */
const ATTEMPT_VERDICTS = [
  'connected',
  'targetRefused',
  'nameNotFound',
  'nameServerFailed',
  'connectionRefused',
  'unreachable',
  'connectTimeout',
  'tlsNotSpoken',
  'tlsFailed',
  'tlsTimeout',
  'certificateExpired',
  'certificateNotYetValid',
  'certificateSelfSigned',
  'certificateWrongHost',
  'certificateUnknownAuthority',
  'certificateUntrusted',
  'clientCertificateRequired',
  'clientCertificateRefused',
  'noAnswer',
  'connectionReset',
  'notHttp',
  'invalidHandshake',
  'badRequest',
  'unauthorized',
  'forbidden',
  'notFound',
  'upgradeRequired',
  'tooManyRequests',
  'redirected',
  'serverError',
  'noWebSocket',
  'noSubprotocol',
  'wrongSubprotocol',
  'closedAtOnce',
  'cancelled',
] as const;
export type AttemptVerdict = (typeof ATTEMPT_VERDICTS)[number];

/** Of one that was not. */
const REJECTION_VERDICTS = ['invalidRequest', 'tooManyConnections'] as const;
export type RejectionVerdict = (typeof REJECTION_VERDICTS)[number];

export const VERDICTS = [...ATTEMPT_VERDICTS, ...REJECTION_VERDICTS];
export type Verdict = (typeof VERDICTS)[number];

/** What has been found out by the time of the verdict. */
export interface Findings {
  request: PreparedRequest;
  tls: TlsReport | null;
  http: HttpReport | null;
}

type Advice = (findings: Findings) => string;

const TRUST_IT =
  'Or give the certificate, or that of its authority, as `trustedCertificates` (on the station: as CSMS root certificate).';

/** What to do. */
export const REMEDIES: Record<AttemptVerdict, Advice> = {
  connected: () => 'Nothing: this works from the server.',
  targetRefused: () =>
    'Connect to it from the browser itself, or have the operator of this server allow it (OUTBOUND_CONNECTIONS=any).',
  nameNotFound: ({ request: { target } }) => `Check the spelling of ${target.hostname}, and that its DNS entry exists.`,
  nameServerFailed: () => 'Try again later; if it stays, look at the name servers of that domain and of this server.',
  connectionRefused: ({ request: { target } }) =>
    `Nothing listens on port ${target.port} there. Check the port, and that the CSMS runs.`,
  unreachable: () => 'There is no way to that address from here. Check the address, the network and its firewalls.',
  connectTimeout: ({ request: { target } }) =>
    `The address does not answer on port ${target.port}: a firewall drops it, or the machine is off. Check address, port and firewall.`,
  tlsNotSpoken: ({ request: { target } }) =>
    `Port ${target.port} does not speak TLS. Use ws:// instead of wss://, or the port that has TLS.`,
  tlsFailed: () =>
    "Look into the CSMS's log; it and this server agree on no TLS version or cipher, or it needs another host name.",
  tlsTimeout: () =>
    'It accepts the connection and then says nothing. Check that the port is the one of the CSMS, and its load.',
  certificateExpired: ({ tls }) =>
    `Renew the certificate of the CSMS; it was valid until ${tls?.certificate?.validTo ?? '?'}.`,
  certificateNotYetValid: ({ tls }) =>
    `It is valid from ${tls?.certificate?.validFrom ?? '?'} on. Check the clocks of both machines, or the certificate.`,
  certificateSelfSigned: () => `Have an authority sign the certificate of the CSMS. ${TRUST_IT}`,
  certificateWrongHost: ({ request: { target }, tls }) =>
    `The certificate is for ${tls?.certificate?.names.join(', ') || 'no name at all'}, not for ${target.hostname}. Use one of its names in the URL, or issue a certificate for this one.`,
  certificateUnknownAuthority: () =>
    `Let the CSMS send its whole chain (intermediate certificates are often left out). ${TRUST_IT}`,
  certificateUntrusted: () => `Look at the certificate and its chain. ${TRUST_IT}`,
  clientCertificateRequired: () =>
    "The CSMS wants the station's own certificate (security profile 3): give it and its key as `clientCertificate`.",
  clientCertificateRefused: () =>
    'The CSMS does not accept this client certificate: check its authority, its validity and that its name is what the CSMS expects.',
  noAnswer: () =>
    'It accepts the connection and does not answer the handshake. Check that the port is the one of the CSMS, and its load.',
  connectionReset: ({ request: { target, sends }, tls }) => {
    if (!target.isSecure) {
      return 'The server hangs up on the handshake. If it speaks TLS on this port use wss://; else look into its log.';
    }
    const wanted = tls?.clientCertificateRequested === true && sends.clientCertificate;
    const cause = wanted ? ' It asked for the client certificate, and may not accept this one.' : '';
    return `The server, or a proxy in front of it, hangs up on the handshake. Look into its log.${cause}`;
  },
  notHttp: ({ request: { target } }) =>
    target.isSecure
      ? 'What answers there is no HTTP server. Check the port.'
      : 'What answers there is no HTTP server. Check the port; if it speaks TLS use wss://.',
  invalidHandshake: () =>
    'It says that it switches to WebSocket, but breaks RFC 6455 in doing so. A proxy in between may be the cause.',
  badRequest: ({ tls, request }) =>
    tls?.clientCertificateRequested === true && !request.sends.clientCertificate
      ? 'The server asked for a client certificate and got none; give one as `clientCertificate`. Else look at the excerpt.'
      : 'The server does not like the request: check path, station id and subprotocols, and the excerpt of its answer.',
  unauthorized: ({ request, http }) =>
    request.sends.credentials
      ? `The credentials are wrong for this station. ${challenge(http)}`
      : `It wants credentials: give the station's id and password as \`basic\`. ${challenge(http)}`,
  forbidden: () => 'The CSMS knows who asks and says no: check that the station is registered and enabled there.',
  notFound: () => 'Nothing is served at this path: check it, and that the CSMS knows the station id in it.',
  upgradeRequired: ({ http }) =>
    `The server wants another protocol or version${http?.upgrade == null ? '' : ` (${http.upgrade})`}. Check the path; a proxy that drops the Upgrade header looks the same.`,
  tooManyRequests: ({ http }) =>
    `Wait${http?.retryAfter == null ? '' : ` (Retry-After: ${http.retryAfter})`}, then connect less often.`,
  redirected: ({ http, request }) =>
    `Redirects are not followed. ${redirectAdvice(http?.location ?? null, request.target.url)}`,
  serverError: () =>
    'The CSMS, or the proxy in front of it, failed or is starting. Look into its log; try again later.',
  noWebSocket: () =>
    'It answers as a web server, not as a WebSocket. Check the path; a proxy that drops the Upgrade header looks the same.',
  noSubprotocol: ({ request: { subprotocols } }) =>
    `It knows none of ${subprotocols.join(', ')}. Offer the OCPP version that the CSMS speaks.`,
  wrongSubprotocol: ({ request: { subprotocols } }) =>
    `It chose a subprotocol that was not offered (${subprotocols.join(', ') || 'none was'}), which RFC 6455 §4.1 forbids. Offer what it wants, or mend the CSMS.`,
  closedAtOnce: () =>
    'The handshake is right, but the CSMS hangs up after it: check that it knows the station, and the code and reason that it gives.',
  cancelled: () => 'Try again.',
};

const challenge = (http: HttpReport | null): string =>
  http?.wwwAuthenticate == null
    ? 'It sends no WWW-Authenticate, so a browser alone can never log in there; the relay can.'
    : `It challenges with ${http.wwwAuthenticate}.`;

function redirectAdvice(location: string | null, from: string): string {
  if (location === null || !URL.canParse(location, from)) return 'Use the URL that the CSMS documents.';
  const url = new URL(location, from.replace(/^ws/, 'http'));
  url.protocol = url.protocol.replace(/^http/, 'ws');
  return /^wss?:$/.test(url.protocol)
    ? `Use ${url.href} instead, if you trust it.`
    : 'Use the URL that the CSMS documents.';
}
