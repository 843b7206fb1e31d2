// TLS over a connection that is there.
import type { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import type { CertificateReport, TlsReport } from './connection-report.dto.js';
import { Failure } from './failure.js';
import type { Patience } from './failure.js';
import type { PreparedRequest } from './prepare-request.js';
import type { AttemptVerdict } from './verdicts.js';

export interface Secured {
  /** What is known of it, also where it failed. */
  tls: TlsReport;
  result: TLSSocket | Failure;
}

/** Nothing is sent over it before the certificate is trusted: the request may carry a password. */
export async function secureSocket(raw: Socket, request: PreparedRequest, patience: Patience): Promise<Secured> {
  const { target, secureContext } = request;
  // A name may end in a dot; in a certificate, and in SNI (RFC 6066 §3), it does not.
  const host = target.hostname.replace(/\.$/, '');
  const socket = connect({
    socket: raw,
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    secureContext,
    // Judged below: a certificate that is not trusted is to be described.
    rejectUnauthorized: false,
  });
  let result: TLSSocket | Failure = socket;
  try {
    await once(socket, 'secureConnect', { signal: patience.signal });
    // Typed as an Error, it is the text of one or its code.
    const problem = socket.authorizationError as unknown as string | null;
    if (!socket.authorized)
      result = new Failure(certificateVerdict(String(problem)), certificateDetail(String(problem)));
  } catch (error) {
    result =
      patience.failure('tlsTimeout') ?? tlsFailure(error as NodeJS.ErrnoException, request, wantsCertificate(socket));
  }
  const tls = describe(socket);
  socket.on('error', () => {});
  if (result instanceof Failure) socket.destroy();
  return { tls, result };
}

/** OpenSSL gives a client the algorithms of the server's CertificateRequest here, and none where there was no such request. */
function wantsCertificate(socket: TLSSocket): boolean {
  return (socket.getSharedSigalgs()?.length ?? 0) > 0;
}

/** An alert about our certificate; in TLS 1.3 it comes after the handshake, when the request is already on its way. */
export function certificateAlert(error: NodeJS.ErrnoException, request: PreparedRequest): Failure | null {
  const alert = /ALERT_(.*)$/.exec(error.code ?? '')?.[1] ?? '';
  if (!/CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE/.test(alert)) return null;
  const detail = `The server ended TLS with the alert ${alert.toLowerCase().replaceAll('_', ' ')}`;
  return new Failure(
    request.sends.clientCertificate ? 'clientCertificateRefused' : 'clientCertificateRequired',
    detail,
  );
}

function tlsFailure(error: NodeJS.ErrnoException, request: PreparedRequest, wanted: boolean): Failure {
  const { code = '', message } = error;
  if (wanted) {
    const verdict = request.sends.clientCertificate ? 'clientCertificateRefused' : 'clientCertificateRequired';
    return certificateAlert(error, request) ?? new Failure(verdict, 'The server asked for a certificate, then hung up');
  }
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH|HTTP_REQUEST|UNEXPECTED_MESSAGE|BAD_RECORD_TYPE|RECORD_TOO/.test(code)) {
    return new Failure('tlsNotSpoken', 'What it answers is no TLS');
  }
  if (code === 'ECONNRESET') return new Failure('tlsFailed', 'It hangs up during the TLS handshake');
  const alert = /ALERT_(.*)$/.exec(code)?.[1];
  if (alert !== undefined)
    return new Failure('tlsFailed', `It sends the alert ${alert.toLowerCase().replaceAll('_', ' ')}`);
  return new Failure('tlsFailed', code === '' ? message : `The TLS handshake failed (${code})`);
}

const VERDICTS: Record<string, AttemptVerdict> = {
  CERT_HAS_EXPIRED: 'certificateExpired',
  CERT_NOT_YET_VALID: 'certificateNotYetValid',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificateSelfSigned',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificateWrongHost',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificateUnknownAuthority',
  UNABLE_TO_GET_ISSUER_CERT: 'certificateUnknownAuthority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificateUnknownAuthority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificateUnknownAuthority',
};

const DETAILS: Partial<Record<AttemptVerdict, string>> = {
  certificateExpired: 'The certificate has expired',
  certificateNotYetValid: 'The certificate is not valid yet',
  certificateSelfSigned: 'The certificate is signed by itself, by no authority',
  certificateWrongHost: 'The certificate is for another host',
  certificateUnknownAuthority: 'The certificate leads to no authority that is trusted here',
};

const certificateVerdict = (code: string): AttemptVerdict => VERDICTS[code] ?? 'certificateUntrusted';
const certificateDetail = (code: string): string =>
  `${DETAILS[certificateVerdict(code)] ?? 'The certificate is not trusted'} (${code})`;

function describe(socket: TLSSocket): TlsReport {
  const certificate = socket.getPeerX509Certificate();
  return {
    version: certificate === undefined ? null : socket.getProtocol(),
    cipher: certificate === undefined ? null : socket.getCipher().name,
    trusted: socket.authorized,
    clientCertificateRequested: wantsCertificate(socket),
    certificate: certificate === undefined ? null : describeCertificate(certificate),
  };
}

function describeCertificate(certificate: X509Certificate): CertificateReport {
  const { subject, issuer, subjectAltName, validFrom, validTo, fingerprint256: fingerprint } = certificate;
  const names = [...(subjectAltName ?? '').matchAll(/(?:DNS|IP Address):("(?:[^"\\]|\\.)*"|[^,]+)/g)];
  return {
    subject: oneLine(subject),
    issuer: oneLine(issuer),
    names: names.map(([, name = '']) => name.trim()),
    validFrom: new Date(validFrom).toISOString(),
    validTo: new Date(validTo).toISOString(),
    fingerprint,
  };
}

const oneLine = (name: string | undefined): string => (name ?? '').split('\n').join(', ');
