// Firmware updates (OCPP 1.6 §4.5, §5.19) and signed ones (security whitepaper §4.3): every state takes its time, the
// installation waits for transactions to end, the station restarts and comes back with the new version.
import type { FirmwareJob, FirmwareStatus } from '../station.js';
import { canSend, persist } from '../turn.js';
import type { Turn } from '../turn.js';
import { queueCallToSend } from './outbox.js';
import { restart } from './power.js';
import { raiseSecurityEvent } from './security-events.js';
import { isReachable } from './uploads.js';

const DOWNLOAD_MS = 8_000;
const INSTALL_MS = 6_000;
const LAST_WORDS_MS = 1_000;

export type FirmwareRequest = Pick<FirmwareJob, 'location' | 'signed' | 'attemptsLeft' | 'retryIntervalMs'> & {
  retrieveAt: number;
};

/** Takes an update on; one that is under way is given up. True: one was. */
export function requestFirmware(turn: Turn, request: FirmwareRequest): boolean {
  const { station, now } = turn;
  const { location, signed, attemptsLeft, retryIntervalMs, retrieveAt } = request;
  const replaced = isBusy(station.jobs.firmware);
  const nextAt = Math.max(now, retrieveAt);
  const newVersion = versionAfter(location, station.firmwareVersion);
  station.jobs.firmware = { location, signed, status: 'Idle', nextAt, attemptsLeft, retryIntervalMs, newVersion };
  if (signed !== null && nextAt > now) enter(turn, station.jobs.firmware, 'DownloadScheduled', nextAt);
  persist(turn, 'station');
  return replaced;
}

function isBusy(job: FirmwareJob | null): boolean {
  return job !== null && job.nextAt !== Infinity;
}

/** The version in the file's name ("…/fw-2.1.0.bin"), else the next patch. */
function versionAfter(location: string, current: string): string {
  const file = location.split('/').at(-1) ?? '';
  const named = /\d+(?:\.\d+)+/.exec(file)?.[0];
  if (named !== undefined) return named.slice(0, 50);
  const parts = current.split('.');
  const patch = Number(parts.at(-1));
  return Number.isFinite(patch) ? [...parts.slice(0, -1), String(patch + 1)].join('.') : `${current}-1`;
}

export function firmwareIfDue(turn: Turn): void {
  const job = turn.station.jobs.firmware;
  if (job === null || job.nextAt > turn.now) return;
  // States without a duration of their own follow at once.
  while (job.nextAt <= turn.now && turn.station.power === 'on') advance(turn, job);
  persist(turn, 'station');
}

function advance(turn: Turn, job: FirmwareJob): void {
  const { now } = turn;
  switch (job.status) {
    case 'Idle':
    case 'DownloadScheduled':
    case 'DownloadFailed':
      return enter(turn, job, 'Downloading', now + DOWNLOAD_MS);
    case 'Downloading':
      return finishDownload(turn, job);
    case 'Downloaded':
      return afterDownload(turn, job);
    case 'SignatureVerified':
    case 'InstallScheduled':
      return install(turn, job);
    case 'Installing':
      return finishInstallation(turn, job);
    case 'InstallRebooting':
      return rebootInto(turn, job);
    default:
      job.nextAt = Infinity;
  }
}

function finishDownload(turn: Turn, job: FirmwareJob): void {
  const { station, now } = turn;
  const failed = station.jobFault === 'DownloadFailed' || !isReachable(station, job.location);
  if (!failed) return enter(turn, job, 'Downloaded', now);
  job.attemptsLeft -= 1;
  enter(turn, job, 'DownloadFailed', job.attemptsLeft > 0 ? now + job.retryIntervalMs : Infinity);
}

function afterDownload(turn: Turn, job: FirmwareJob): void {
  if (job.signed === null) return install(turn, job);
  if (turn.station.jobFault === 'InvalidSignature') {
    enter(turn, job, 'InvalidSignature', Infinity);
    raiseSecurityEvent(turn, 'InvalidFirmwareSignature', null);
    return;
  }
  enter(turn, job, 'SignatureVerified', turn.now);
}

/** Installs, as soon as no transaction runs and, when signed, the time has come. */
function install(turn: Turn, job: FirmwareJob): void {
  const { station, now } = turn;
  const installAt = job.signed?.installAt ?? 0;
  const isBusyCharging = station.connectors.some(({ transaction }) => transaction !== null);
  if (installAt > now || isBusyCharging) {
    const nextAt = installAt > now ? installAt : now + 1000;
    if (job.signed !== null && job.status !== 'InstallScheduled') enter(turn, job, 'InstallScheduled', nextAt);
    else job.nextAt = nextAt;
    return;
  }
  enter(turn, job, 'Installing', now + INSTALL_MS);
}

function finishInstallation(turn: Turn, job: FirmwareJob): void {
  if (turn.station.jobFault === 'InstallationFailed') return enter(turn, job, 'InstallationFailed', Infinity);
  if (job.signed === null) return rebootInto(turn, job);
  // What is on its way, the message about the reboot too, gets the time to leave.
  enter(turn, job, 'InstallRebooting', turn.now + LAST_WORDS_MS);
}

function rebootInto(turn: Turn, job: FirmwareJob): void {
  const { rpc } = turn.station;
  if (rpc.outstanding !== null || rpc.queue.length > 0) {
    job.nextAt = turn.now + LAST_WORDS_MS;
    return;
  }
  job.nextAt = Infinity;
  turn.station.firmwareVersion = job.newVersion;
  restart(turn, 'Reboot', 'firmware update');
}

/** The boot after an installation: the new version runs. */
export function firmwareAfterBoot(turn: Turn): void {
  const job = turn.station.jobs.firmware;
  if (job === null || (job.status !== 'Installing' && job.status !== 'InstallRebooting')) return;
  if (job.newVersion !== turn.station.firmwareVersion) return;
  enter(turn, job, 'Installed', Infinity);
  raiseSecurityEvent(turn, 'FirmwareUpdated', job.newVersion);
  persist(turn, 'station');
}

function enter(turn: Turn, job: FirmwareJob, status: FirmwareStatus, nextAt: number): void {
  job.status = status;
  job.nextAt = nextAt;
  queueFirmwareStatus(turn, 'firmware update');
}

export function queueFirmwareStatus(turn: Turn, cause: string): void {
  if (canSend(turn.station))
    queueCallToSend(turn, turn.protocol.firmwareStatus(turn.station), { cause, purpose: 'other' });
}
