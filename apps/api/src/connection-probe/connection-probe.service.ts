import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import type { WebSocket } from 'ws';
import type { Principal } from '../auth/principal.js';
import { ProblemException } from '../http/problem.js';
import { Log } from '../logging/log.js';
import { Metrics } from '../metrics/metrics.js';
import type { CloseReport, ConnectionReport } from '../outbound/connection-report.dto.js';
import type { ConnectionRequest } from '../outbound/connection-request.dto.js';
import { OutboundConnector } from '../outbound/outbound-connector.js';
import { REMEDIES } from '../outbound/verdicts.js';

const CLOSE_TIMEOUT_MS = 1000;

@Injectable()
export class ConnectionProbeService {
  /** Central systems that do not like a station often shake hands with it first, and close then. */
  watchMs = 500;
  private readonly probes: Counter<'verdict'>;

  constructor(
    private readonly connector: OutboundConnector,
    private readonly log: Log,
    { registry }: Metrics,
  ) {
    this.probes = new Counter({
      name: 'connection_probes_total',
      help: 'Connection probes, by what came of them.',
      labelNames: ['verdict'],
      registers: [registry],
    });
  }

  /** @throws ProblemException 400 for a wrong request, 403 for a target that may not be connected to. */
  async probe(body: ConnectionRequest, { name: principal }: Principal, signal: AbortSignal): Promise<ConnectionReport> {
    this.connector.assertOn();
    const request = this.connector.prepare(body);
    const { report, webSocket } = await this.connector.connect(request, signal);
    const close = webSocket === null ? null : await this.watch(webSocket);
    const { verdict } = close === null ? report : { verdict: 'closedAtOnce' as const };
    this.probes.inc({ verdict });
    this.log.info({ target: request.target.origin, verdict, principal }, 'connection probed');
    if (verdict === 'targetRefused') throw new ProblemException(403, `${report.summary} ${report.remedy}`);
    return close === null ? report : closedAtOnce(report, close, REMEDIES.closedAtOnce({ request, ...report }));
  }

  /** How the server closes the connection by itself, or null; then it is closed from here. */
  private async watch(webSocket: WebSocket): Promise<CloseReport | null> {
    const closed = new Promise<CloseReport>((resolve) => {
      webSocket.once('close', (code, reason) => resolve({ code, reason: reason.toString('utf8') }));
    });
    webSocket.resume();
    const close = await Promise.race([closed, delay(this.watchMs)]);
    webSocket.close(1000);
    await Promise.race([closed, delay(CLOSE_TIMEOUT_MS)]);
    webSocket.terminate();
    return close;
  }
}

const delay = (ms: number): Promise<null> => new Promise((resolve) => setTimeout(() => resolve(null), ms));

function closedAtOnce(report: ConnectionReport, close: CloseReport, remedy: string): ConnectionReport {
  const reason = close.reason === '' ? 'without a reason' : `because: ${close.reason}`;
  const summary = `The server accepts the connection, then closes it with code ${close.code}, ${reason}.`;
  const stages = report.stages.map((stage) =>
    stage.stage === 'webSocket'
      ? { ...stage, outcome: 'failed' as const, detail: `closed with code ${close.code}` }
      : stage,
  );
  return { ...report, verdict: 'closedAtOnce', summary, remedy, stages, close };
}
