// The client certificate of a request: presented to us, or to a trusted proxy that passes it on.
import { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Environment } from '../config/environment.js';
import { isFromProxy } from '../http/proxies.js';
import { chainProblem, dateProblem } from './chain-problem.js';
import { readCertificateHeader, readChainHeader } from './read-header.js';

/** A certificate, or what is wrong with it. Whose it is is another question. */
export type Presented = { certificate: X509Certificate } | { problem: string };

type Settings = Pick<Environment, 'tls' | 'proxies'>;

export class ClientCertificates {
  private readonly authorities: X509Certificate[];

  constructor(private readonly settings: Settings) {
    this.authorities = settings.tls.clientAuthorities.map((pem) => new X509Certificate(pem));
  }

  /** Null where the client has presented none. */
  read(request: Pick<IncomingMessage, 'headers' | 'socket'>, now: Date): Presented | null {
    const { certificateHeader } = this.settings.proxies;
    if (certificateHeader !== null && isFromProxy(request, this.settings.proxies)) {
      const value = request.headers[certificateHeader];
      return typeof value === 'string' && value.trim() !== '' ? this.forwarded(value, request, now) : null;
    }
    return this.authorities.length === 0 ? null : presentedHere(request.socket as Partial<TLSSocket>, now);
  }

  private forwarded(value: string, { headers }: Pick<IncomingMessage, 'headers'>, now: Date): Presented {
    const chain = readCertificateHeader(value);
    if (chain === null) return { problem: 'the proxy passes on no single certificate' };
    const { leaf } = chain;
    const above = headers['client-cert-chain'];
    const issuers = [...chain.issuers, ...(typeof above === 'string' ? readChainHeader(above) : [])];
    const problem =
      this.authorities.length === 0 ? dateProblem(leaf, now) : chainProblem(leaf, issuers, this.authorities, now);
    return problem === null ? { certificate: leaf } : { problem };
  }
}

/** TLS has checked the chain; a session that is taken up again may have outlived its certificate. */
function presentedHere(socket: Partial<TLSSocket>, now: Date): Presented | null {
  const certificate = socket.getPeerX509Certificate?.();
  if (certificate === undefined) return null;
  if (socket.authorized !== true) {
    return { problem: `TLS does not trust it (${String(socket.authorizationError)})` };
  }
  const problem = dateProblem(certificate, now);
  return problem === null ? { certificate } : { problem };
}
