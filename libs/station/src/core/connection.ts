// The line to the CSMS: open it, notice its end, come back with exponential back-off and jitter.
import { nextRandom } from '../random.js';
import { log, persist } from '../turn.js';
import type { Turn } from '../turn.js';
import { dropCalls } from './outbox.js';
import { queueBoot } from './registration.js';

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/** WebSocket close codes (RFC 6455 §7.4.1). */
export const CLOSE_NORMAL = 1000;
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
  const { connection } = turn.station;
  dropCalls(turn);
  if (connection.state === 'off') return;
  const { code, reason, wasOpen } = failure;
  connection.lastFailure = { at: turn.now, code, reason, wasOpen };
  connection.attempts += 1;
  connection.state = 'waiting';
  connection.retryAt = turn.now + retryDelayMs(turn);
}

function retryDelayMs(turn: Turn): number {
  const { station } = turn;
  const backOffMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (station.connection.attempts - 1));
  return Math.round(backOffMs * (1 + nextRandom(station) / 2));
}

/** A first answer came: the CSMS is really there, so the next loss starts from the shortest wait again. */
export function confirmConnection(turn: Turn): void {
  turn.station.connection.attempts = 0;
  turn.station.connection.lastFailure = null;
}

export function switchNetwork(turn: Turn, on: boolean): void {
  const { connection } = turn.station;
  if (on && connection.state === 'off') openConnection(turn);
  if (!on && connection.state !== 'off') {
    const wasUp = connection.state === 'open' || connection.state === 'connecting';
    connection.state = 'off';
    connection.retryAt = Infinity;
    dropCalls(turn);
    if (wasUp) turn.outputs.push({ type: 'closeConnection', code: CLOSE_NORMAL, reason: 'taken offline' });
  }
  persist(turn, 'station');
}
