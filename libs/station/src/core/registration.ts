// Boot and heartbeat (OCPP 1.6 §4.2, §4.6).
import { configurationNumber } from '../configuration.js';
import { log, persist } from '../turn.js';
import type { Turn } from '../turn.js';
import { queueCallToSend } from './outbox.js';
import { reportAllStatuses } from './statuses.js';

/** Wait before the next BootNotification when the CSMS names none or does not answer. */
const BOOT_RETRY_MS = 30_000;

export function queueBoot(turn: Turn, cause: string): void {
  turn.station.bootAt = Infinity;
  queueCallToSend(turn, turn.protocol.boot(turn.station), { cause, purpose: 'boot' });
}

/** What the CSMS decided. An interval of 0 leaves the wait to the station (OCPP 1.6 §4.2). */
export function handleBootDecision(turn: Turn, status: 'accepted' | 'pending' | 'rejected', intervalS: number): void {
  const { station, now } = turn;
  station.registration = status;
  if (status === 'accepted') {
    if (intervalS > 0) station.configuration['HeartbeatInterval'] = String(intervalS);
    scheduleHeartbeat(turn);
    reportAllStatuses(turn, 'boot accepted');
  } else {
    station.bootAt = now + (intervalS > 0 ? intervalS * 1000 : BOOT_RETRY_MS);
    log(
      turn,
      'warn',
      `The CSMS answered the BootNotification with ${status}; next try ${new Date(station.bootAt).toISOString()}`,
    );
  }
  persist(turn, 'station');
}

/** The CSMS did not answer the BootNotification, or refused it with an error. */
export function retryBootLater(turn: Turn): void {
  turn.station.bootAt = turn.now + BOOT_RETRY_MS;
}

export function scheduleHeartbeat(turn: Turn): void {
  const intervalS = configurationNumber(turn.station, 'HeartbeatInterval');
  turn.station.heartbeatAt = intervalS > 0 ? turn.now + intervalS * 1000 : Infinity;
}

export function beatIfDue(turn: Turn): void {
  const { station, now } = turn;
  if (station.heartbeatAt > now) return;
  scheduleHeartbeat(turn);
  const canSend = station.connection.state === 'open' && station.registration === 'accepted';
  if (canSend) queueCallToSend(turn, turn.protocol.heartbeat(), { cause: 'HeartbeatInterval', purpose: 'heartbeat' });
}
