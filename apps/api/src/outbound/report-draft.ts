import { STAGES } from './connection-report.dto.js';
import type {
  ConnectionReport,
  HttpReport,
  Stage,
  StageOutcome,
  StageReport,
  TlsReport,
} from './connection-report.dto.js';
import type { Failure } from './failure.js';
import type { PreparedRequest } from './prepare-request.js';
import { REMEDIES } from './verdicts.js';
import type { AttemptVerdict } from './verdicts.js';

/** A report that grows stage by stage. */
export class ReportDraft {
  addresses: string[] = [];
  address: string | null = null;
  tls: TlsReport | null = null;
  http: HttpReport | null = null;
  subprotocol: string | null = null;
  private readonly stages = new Map<Stage, StageReport>();
  private readonly startedAt: number;
  private stage: Stage = 'url';
  private stageStartedAt: number;

  /** @param now milliseconds of a clock that only goes forward */
  constructor(
    private readonly request: PreparedRequest,
    private readonly now: () => number,
  ) {
    this.startedAt = now();
    this.stageStartedAt = this.startedAt;
  }

  begin(stage: Stage): void {
    this.stage = stage;
    this.stageStartedAt = this.now();
  }

  pass(stage: Stage, detail: string): void {
    this.stage = stage;
    this.end('passed', detail);
  }

  /** The stage that was begun is not needed. */
  skip(detail: string): void {
    this.stages.set(this.stage, { stage: this.stage, outcome: 'skipped', durationMs: null, detail });
  }

  connected(): ConnectionReport {
    return this.report('connected', `The server accepts the connection with ${this.subprotocol ?? 'no subprotocol'}.`);
  }

  failed({ verdict, detail }: Failure): ConnectionReport {
    // TLS 1.3 tells what it thinks of the client's certificate only after the handshake.
    if (this.stage === 'http' && verdict.startsWith('clientCertificate')) this.stage = 'tls';
    this.end('failed', detail);
    return this.report(verdict, `${detail}.`);
  }

  private end(outcome: StageOutcome, detail: string): void {
    const durationMs = round(this.now() - this.stageStartedAt);
    this.stages.set(this.stage, { stage: this.stage, outcome, durationMs, detail });
  }

  private report(verdict: AttemptVerdict, summary: string): ConnectionReport {
    const { request, addresses, address, tls, http, subprotocol } = this;
    const remedy = REMEDIES[verdict]({ request, tls, http });
    const stages = STAGES.map((stage) => this.stages.get(stage) ?? notReached(stage));
    const durationMs = round(this.now() - this.startedAt);
    const found = { addresses, address, tls, http, subprotocol, close: null };
    return { url: request.target.url, verdict, summary, remedy, stages, ...found, durationMs };
  }
}

const notReached = (stage: Stage): StageReport => ({ stage, outcome: 'skipped', durationMs: null, detail: null });

const round = (ms: number): number => Math.round(ms * 10) / 10;
