// The line to the CSMS: open it, notice its end, come back with exponential back-off and jitter.
import { realMs } from '../clock.js';
import { nextRandom } from '../random.js';
import { log, persist } from '../turn.js';
import type { Turn } from '../turn.js';
import { dropCalls } from './outbox.js';
import { queueBoot } from './registration.js';

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/** WebSocket close codes (RFC 6455 §7.4.1). */
const CLOSE_NORMAL = 1000;
const CLOSE_GOING_AWAY = 1001;
const CLOSE_PROTOCOL_ERROR = 1002;

export function openConnection(turn: Turn): void {
  const { connection } = turn.station;
  connection.state = 'connecting';
  connection.retryAt = Infinity;
  turn.outputs.push({ type: 'openConnection', subprotocol: turn.protocol.version.subprotocol });
}

export function handleConnected(turn: Turn, subprotocol: string): void {
  const { station } = turn;
  const wanted = turn.protocol.version.subprotocol;
  if (station.connection.state !== 'connecting') return;
  if (subprotocol !== wanted) {
    // OCPP-J 1.6 §3.1.2: without an agreed subprotocol there is no OCPP on this connection.
    const chosen = subprotocol === '' ? 'no subprotocol' : `subprotocol ${subprotocol}`;
    log(turn, 'error', `The server chose ${chosen}, this station speaks ${wanted}: closing`);
    turn.outputs.push({ type: 'closeConnection', code: CLOSE_PROTOCOL_ERROR, reason: `expected ${wanted}` });
    return;
  }
  station.connection.state = 'open';
  station.connection.openedAt = turn.now;
  // A wait that the CSMS imposed (Pending, Rejected) outlives the connection (OCPP 1.6 §4.2).
  const mustWait = station.bootAt !== Infinity && station.bootAt > turn.now;
  if (station.registration !== 'accepted' && !mustWait) queueBoot(turn, 'connected');
}

export function handleDisconnected(turn: Turn, failure: { code: number; reason: string; wasOpen: boolean }): void {
  const { station } = turn;
  const { connection } = station;
  dropCalls(turn);
  if (connection.state === 'off') return;
  const { code, reason, wasOpen } = failure;
  connection.lastFailure = { at: turn.now, code, reason, wasOpen };
  connection.attempts += 1;
  connection.state = 'waiting';
  // A cut on purpose has set the time already.
  if (connection.retryAt === Infinity) connection.retryAt = turn.now + realMs(station, retryDelayMs(turn));
}

function retryDelayMs({ station }: Turn): number {
  const backOffMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (station.connection.attempts - 1));
  return Math.round(backOffMs * (1 + nextRandom(station) / 2));
}

/** A first answer came: the CSMS is really there, so the next loss starts from the shortest wait again. */
export function confirmConnection({ station }: Turn): void {
  station.connection.attempts = 0;
  station.connection.lastFailure = null;
}

export function switchNetwork(turn: Turn, on: boolean): void {
  const { station } = turn;
  if (on && station.connection.state === 'off' && station.power === 'on') openConnection(turn);
  if (!on) closeConnection(turn, CLOSE_NORMAL, 'taken offline');
  persist(turn, 'station');
}

/** Ends the connection for good: no attempt follows until somebody opens it again. */
export function closeConnection(turn: Turn, code = CLOSE_GOING_AWAY, reason = 'restarting'): void {
  const { connection } = turn.station;
  if (connection.state === 'off') return;
  const wasUp = connection.state === 'open' || connection.state === 'connecting';
  connection.state = 'off';
  connection.retryAt = Infinity;
  dropCalls(turn);
  if (wasUp) turn.outputs.push({ type: 'closeConnection', code, reason });
}

/** Breaks the connection on purpose and keeps it away for a while. */
export function cutConnection(turn: Turn, seconds: number): void {
  const { station } = turn;
  if (station.connection.state === 'off') return;
  closeConnection(turn, CLOSE_GOING_AWAY, 'cut on purpose');
  station.connection.state = 'waiting';
  station.connection.retryAt = turn.now + realMs(station, Math.max(0, seconds) * 1000);
}
