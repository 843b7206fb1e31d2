// Uploads of diagnostics (OCPP 1.6 §5.8) and logs (security whitepaper §4.4).
import { toWire } from '../clock.js';
import { configurationList } from '../configuration/read.js';
import type { Station, UploadJob } from '../station.js';
import { canSend, persist } from '../turn.js';
import type { Turn } from '../turn.js';
import { queueCallToSend } from './outbox.js';

const UPLOAD_MS = 6_000;
type Kind = 'diagnostics' | 'log';

export interface UploadRequest {
  requestId: number | null;
  location: string;
  attempts: number;
  retryIntervalMs: number;
}

/** Begins an upload; one that is under way is given up. */
export function requestUpload(turn: Turn, kind: Kind, request: UploadRequest): { fileName: string; replaced: boolean } {
  const { station, now } = turn;
  const { requestId, location, attempts, retryIntervalMs } = request;
  const replaced = station.jobs[kind]?.status === 'Uploading';
  const fileName = `${kind}-${station.config.id}-${toWire(station, now).replaceAll(/[:.]/g, '-')}.log`;
  const job: UploadJob = {
    requestId,
    location,
    fileName,
    status: 'Idle',
    nextAt: now,
    attemptsLeft: attempts,
    retryIntervalMs,
  };
  station.jobs[kind] = job;
  persist(turn, 'station');
  return { fileName, replaced };
}

export function uploadsIfDue(turn: Turn): void {
  for (const kind of ['diagnostics', 'log'] as const) {
    const job = turn.station.jobs[kind];
    if (job === null || job.nextAt > turn.now || turn.station.power === 'off') continue;
    advance(turn, kind, job);
    persist(turn, 'station');
  }
}

function advance(turn: Turn, kind: Kind, job: UploadJob): void {
  const { station, now } = turn;
  if (job.status === 'Uploading') {
    const failed = station.jobFault === 'UploadFailed' || !isReachable(station, job.location);
    if (failed) job.attemptsLeft -= 1;
    job.status = failed ? 'UploadFailed' : 'Uploaded';
    job.nextAt = failed && job.attemptsLeft > 0 ? now + job.retryIntervalMs : Infinity;
  } else {
    job.status = 'Uploading';
    job.nextAt = now + UPLOAD_MS;
  }
  queueUploadStatus(turn, kind, kind === 'log' ? 'GetLog' : 'GetDiagnostics');
}

export function queueUploadStatus(turn: Turn, kind: Kind, cause: string): void {
  if (canSend(turn.station))
    queueCallToSend(turn, turn.protocol.uploadStatus(turn.station, kind), { cause, purpose: 'other' });
}

/** Can a file be moved to or from there, by the protocols that the station speaks (SupportedFileTransferProtocols)? */
export function isReachable(station: Station, location: string): boolean {
  const scheme = /^([a-z]+):\/\/[^/]/i.exec(location)?.[1]?.toUpperCase();
  return scheme !== undefined && configurationList(station, 'SupportedFileTransferProtocols').includes(scheme);
}
