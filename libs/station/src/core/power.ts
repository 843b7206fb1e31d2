// Power on and off: boot, reset (OCPP 1.6 §5.14), restart by hand, power loss.
import { realMs } from '../clock.js';
import { configurationNumber } from '../configuration/read.js';
import type { StopReason } from '../station.js';
import { log, persist, persistConnector } from '../turn.js';
import type { Turn } from '../turn.js';
import { closeConnection, openConnection } from './connection.js';
import { scheduleAligned } from './meter-values.js';
import { raiseSecurityEvent } from './security-events.js';
import { stopTransaction } from './transactions.js';

/** How long the station is dark during a restart. */
const RESTART_MS = 5_000;
/** How long a soft reset waits for the messages about the transactions that it ended. */
const SOFT_RESET_WAIT_MS = 20_000;
/** Wait before a failed reset is tried again (ResetRetries). */
const RESET_RETRY_MS = 10_000;

export function powerOn(turn: Turn): void {
  const { station } = turn;
  if (station.power === 'on' && station.connection.state !== 'off') return;
  station.power = 'on';
  station.powerOnAt = Infinity;
  station.registration = 'none';
  station.bootAt = Infinity;
  scheduleAligned(turn);
  openConnection(turn);
  persistAll(turn);
}

function powerOff(turn: Turn, backAt: number): void {
  const { station } = turn;
  closeConnection(turn);
  station.power = 'off';
  station.powerOnAt = backAt;
  station.reset = null;
  station.heartbeatAt = Infinity;
  for (const connector of station.connectors) {
    connector.authorization = null;
    connector.finishing = false;
    connector.pausedByStation = false;
  }
  persistAll(turn);
}

function persistAll(turn: Turn): void {
  persist(turn, 'station');
  for (const connector of turn.station.connectors) persistConnector(turn, connector);
}

function stopAll(turn: Turn, reason: StopReason, cause: string): void {
  for (const connector of turn.station.connectors) stopTransaction(turn, connector, { reason, idTag: null }, cause);
}

/** Reset.req: a soft one ends transactions first and lets their messages go; a hard one just restarts. */
export function requestReset(turn: Turn, type: 'Soft' | 'Hard'): void {
  const { station, now } = turn;
  const retriesLeft = configurationNumber(station, 'ResetRetries');
  if (type === 'Soft') stopAll(turn, 'SoftReset', 'Reset');
  const offAt = type === 'Hard' ? now : now + realMs(station, SOFT_RESET_WAIT_MS);
  station.reset = { type, offAt, retriesLeft };
  persist(turn, 'station');
}

/** Goes on with a reset that is under way: once nothing waits to be sent, or at the latest at `offAt`. */
export function resetIfDue(turn: Turn): void {
  const { station, now } = turn;
  const { reset } = station;
  if (reset === null || station.power === 'off') return;
  const hasToSend = station.connection.state === 'open' && station.transactionMessages.length > 0;
  if (reset.offAt > now && (hasToSend || station.rpc.outstanding !== null || reset.type === 'Hard')) return;
  if (station.resetFailures > 0) {
    failReset(turn, reset);
    return;
  }
  if (reset.type === 'Hard') stopAll(turn, 'HardReset', 'Reset');
  raiseSecurityEvent(turn, 'ResetOrReboot', reset.type);
  powerOff(turn, now + RESTART_MS);
}

function failReset(turn: Turn, reset: { offAt: number; retriesLeft: number }): void {
  const { station, now } = turn;
  station.resetFailures -= 1;
  if (reset.retriesLeft > 0) {
    reset.retriesLeft -= 1;
    reset.offAt = now + RESET_RETRY_MS;
    log(turn, 'warn', 'The reset failed; it is tried again (ResetRetries)');
  } else {
    station.reset = null;
    log(turn, 'error', 'The reset failed, and ResetRetries are used up');
  }
}

/** The restart button, and the end of a firmware update. */
export function restart(turn: Turn, reason: StopReason, cause: string): void {
  if (turn.station.power === 'off') return;
  stopAll(turn, reason, cause);
  powerOff(turn, turn.now + RESTART_MS);
}

/** The mains fail: everything stops here and now; what has to be told waits for the next boot. */
export function losePower(turn: Turn): void {
  if (turn.station.power === 'off') {
    turn.station.powerOnAt = Infinity;
    return;
  }
  stopAll(turn, 'PowerLoss', 'power loss');
  powerOff(turn, Infinity);
}

export function powerOnIfDue(turn: Turn): void {
  if (turn.station.power === 'off' && turn.station.powerOnAt <= turn.now) powerOn(turn);
}
