// One way out for all that connects somewhere because a caller says so: checked, limited in time, told stage by stage.
import { performance } from 'node:perf_hooks';
import { Inject, Injectable } from '@nestjs/common';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { ENVIRONMENT } from '../config/environment.js';
import type { Environment } from '../config/environment.js';
import { invalid, ProblemException } from '../http/problem.js';
import type { OutboundMode } from './addresses.js';
import { connectTcp, resolveHost } from './connect-tcp.js';
import type { Ways } from './connect-tcp.js';
import type { ConnectionReport, TlsReport } from './connection-report.dto.js';
import type { ConnectionRequest } from './connection-request.dto.js';
import { Failure, Patience } from './failure.js';
import { createNetwork, TIMEOUTS } from './network.js';
import type { Network, Timeouts } from './network.js';
import { prepareRequest } from './prepare-request.js';
import type { PreparedRequest } from './prepare-request.js';
import { ReportDraft } from './report-draft.js';
import { secureSocket } from './secure-socket.js';
import { shakeHands } from './shake-hands.js';

export interface Outcome {
  report: ConnectionReport;
  /** Open and paused, where the verdict is `connected`. */
  webSocket: WebSocket | null;
}

@Injectable()
export class OutboundConnector implements Ways {
  /** Tests put their own in its place. */
  network: Network = createNetwork();
  timeouts: Timeouts = TIMEOUTS;

  constructor(@Inject(ENVIRONMENT) private readonly environment: Environment) {}

  get mode(): OutboundMode {
    return this.environment.outboundConnections;
  }

  /** @throws ProblemException 403 where there are no outgoing connections. */
  assertOn(): void {
    if (this.mode !== 'off') return;
    const detail =
      'Outgoing connections are turned off here; the operator of this server can allow them (OUTBOUND_CONNECTIONS)';
    throw new ProblemException(403, detail);
  }

  /** @throws ProblemException 400 with the fields that are wrong. */
  prepare(request: ConnectionRequest): PreparedRequest {
    const prepared = prepareRequest(request);
    if ('problems' in prepared) throw invalid(prepared.problems);
    return prepared;
  }

  /** @param signal ends the attempt; what is open by then stays open. */
  async connect(request: PreparedRequest, signal: AbortSignal): Promise<Outcome> {
    const draft = new ReportDraft(request, () => performance.now());
    draft.pass('url', request.target.origin);
    const webSocket =
      this.mode === 'off' ? new Failure('targetRefused', 'Off') : await this.climb(request, draft, signal);
    return webSocket instanceof Failure
      ? { report: draft.failed(webSocket), webSocket: null }
      : { report: draft.connected(), webSocket };
  }

  private async climb(request: PreparedRequest, draft: ReportDraft, signal: AbortSignal): Promise<WebSocket | Failure> {
    const { hostname, port, isSecure } = request.target;
    draft.begin('dns');
    const addresses = await resolveHost(hostname, this, signal);
    if (addresses instanceof Failure) return addresses;
    draft.addresses = addresses;
    if (addresses.includes(hostname)) draft.skip('The URL has an address');
    else draft.pass('dns', addresses.join(', '));
    draft.begin('tcp');
    const tcp = await connectTcp(addresses, port, this, signal);
    if (tcp instanceof Failure) return tcp;
    draft.address = tcp.remoteAddress ?? null;
    draft.pass('tcp', `Connected to ${tcp.remoteAddress ?? ''} port ${port}`);
    draft.begin('tls');
    const socket = isSecure ? await this.secure(tcp, request, draft, signal) : tcp;
    if (socket instanceof Failure) return socket;
    if (!isSecure) draft.skip('ws: has no TLS');
    return this.upgrade(socket, request, draft, signal);
  }

  private async secure(
    tcp: Socket,
    request: PreparedRequest,
    draft: ReportDraft,
    signal: AbortSignal,
  ): Promise<Socket | Failure> {
    const { tls, result } = await secureSocket(tcp, request, new Patience(signal, this.timeouts.tls));
    draft.tls = tls;
    if (!(result instanceof Failure)) draft.pass('tls', `${tls.version ?? ''}, ${tls.certificate?.subject ?? ''}`);
    return result;
  }

  private async upgrade(
    socket: Socket,
    request: PreparedRequest,
    draft: ReportDraft,
    signal: AbortSignal,
  ): Promise<WebSocket | Failure> {
    draft.begin('http');
    const { http, subprotocol, result } = await shakeHands(socket, request, new Patience(signal, this.timeouts.http));
    draft.http = http;
    draft.subprotocol = subprotocol;
    if (http?.status === 101) {
      draft.pass('http', 'HTTP 101 Switching Protocols');
      draft.begin('webSocket');
    }
    if (!(result instanceof Failure)) draft.pass('webSocket', subprotocol ?? 'without a subprotocol');
    else if (result.verdict === 'connectionReset') return hungUp(result, request, draft.tls);
    return result;
  }
}

/** Some servers end a connection without the certificate that they want, and send no alert. */
function hungUp(failure: Failure, { sends }: PreparedRequest, tls: TlsReport | null): Failure {
  if (tls?.clientCertificateRequested !== true || sends.clientCertificate) return failure;
  return new Failure('clientCertificateRequired', 'The server asked for a client certificate, then hung up');
}
