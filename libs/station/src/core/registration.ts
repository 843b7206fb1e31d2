// Boot and heartbeat (OCPP 1.6 §4.2, §4.6).
import { realMs, synchronise, toWire } from '../clock.js';
import { configurationNumber, setConfiguration } from '../configuration/read.js';
import { nextRandom } from '../random.js';
import { canSend, log, persist } from '../turn.js';
import type { Turn } from '../turn.js';
import { queueCallToSend } from './outbox.js';
import { forgetReports } from './statuses.js';

/** Waits before the next BootNotification when the CSMS names none or does not answer: they double, with jitter. */
const FIRST_BOOT_RETRY_MS = 30_000;
const LONGEST_BOOT_RETRY_MS = 600_000;

export function queueBoot(turn: Turn, cause: string): void {
  turn.station.bootAt = Infinity;
  queueCallToSend(turn, turn.protocol.boot(turn.station), { cause, purpose: 'boot' });
}

/** What the CSMS decided. An interval of 0 leaves the wait to the station (OCPP 1.6 §4.2). */
export function handleBootDecision(
  turn: Turn,
  status: 'accepted' | 'pending' | 'rejected',
  intervalS: number,
  currentTime: string,
): void {
  const { station, now } = turn;
  station.registration = status;
  synchronise(station, currentTime, now);
  if (status === 'accepted') {
    station.bootAt = Infinity;
    station.bootAttempts = 0;
    if (intervalS > 0) setConfiguration(station, 'HeartbeatInterval', String(intervalS));
    scheduleHeartbeat(turn);
    forgetReports(station);
  } else {
    station.bootAt = intervalS > 0 ? now + intervalS * 1000 : ownBootRetryAt(turn);
    log(
      turn,
      'warn',
      `The CSMS answered the BootNotification with ${status}; next try ${toWire(station, station.bootAt)}`,
    );
  }
  persist(turn, 'station');
}

/** The CSMS did not answer the BootNotification, or refused it with an error. */
export function retryBootLater(turn: Turn): void {
  turn.station.bootAt = ownBootRetryAt(turn);
}

function ownBootRetryAt({ station, now }: Turn): number {
  const backOffMs = Math.min(LONGEST_BOOT_RETRY_MS, FIRST_BOOT_RETRY_MS * 2 ** station.bootAttempts);
  station.bootAttempts += 1;
  return now + realMs(station, Math.round(backOffMs * (1 + nextRandom(station) / 2)));
}

export function scheduleHeartbeat({ station, now }: Turn): void {
  const intervalS = configurationNumber(station, 'HeartbeatInterval');
  station.heartbeatAt = intervalS > 0 ? now + intervalS * 1000 : Infinity;
}

export function beatIfDue(turn: Turn): void {
  const { station, now } = turn;
  if (station.heartbeatAt > now) return;
  scheduleHeartbeat(turn);
  if (!canSend(station)) return;
  queueCallToSend(turn, turn.protocol.heartbeat(), { cause: 'HeartbeatInterval', purpose: 'heartbeat' });
}
