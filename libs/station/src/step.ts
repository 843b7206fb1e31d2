// The engine: one input in, ordered outputs out. No I/O, no clock, no randomness but the station's own.
import { expireCall, parseFrame } from '@simulator/ocpp';
import { MAX_TIME_SCALE, setTimeScale, stationTime } from './clock.js';
import { activateIfDue, requestOwnCertificate } from './core/certificates.js';
import { integrateEnergy, msUntilSoc, settlePower } from './core/charging.js';
import { changeKey } from './core/configuration.js';
import * as connection from './core/connection.js';
import { disturb } from './core/disturbances.js';
import { firmwareIfDue } from './core/firmware.js';
import { sampleAlignedIfDue, sampleIfDue } from './core/meter-values.js';
import { queueCallToSend, sendNext } from './core/outbox.js';
import { powerOn, powerOnIfDue, resetIfDue, restart } from './core/power.js';
import { beatIfDue, queueBoot } from './core/registration.js';
import { expireReservations } from './core/reservations.js';
import {
  changeCar,
  expireAuthorization,
  pauseByStation,
  plugIn,
  presentTag,
  pressStop,
  unplug,
} from './core/sessions.js';
import { forgetReports, settleStatuses } from './core/statuses.js';
import { endRefused } from './core/transactions.js';
import { uploadsIfDue } from './core/uploads.js';
import { arrivals, passThroughWire } from './core/wire.js';
import type { StationInput } from './input.js';
import type { StationOutput } from './output.js';
import { handleFailedCall, obeyLocally, receiveFrame } from './receive-frame.js';
import type { Station } from './station.js';
import { canSend, connectorById, log } from './turn.js';
import type { StationProtocol, Turn } from './turn.js';
import { protocol16 } from './v16/index.js';

const protocols: Record<Station['config']['ocppVersion'], StationProtocol> = { '1.6': protocol16 };

/**
 * Lets something happen to the station, which is changed in place, and returns what the shell must do, in order.
 * Never throws for any input from outside.
 * @param shellNow epoch milliseconds; a time before the last one counts as no time passed.
 */
export function step(station: Station, input: StationInput, shellNow: number): StationOutput[] {
  let now = stationTime(station, shellNow);
  integrateEnergy(station, now);
  if (input.type === 'timeJumped') {
    now += leap(station, input.connectorId, input.socPercent);
    integrateEnergy(station, now);
  }
  const turn: Turn = {
    station,
    now,
    outputs: [],
    protocol: protocols[station.config.ocppVersion],
    commandedBy: null,
  };
  handleInput(turn, input);
  handleDeadlines(turn);
  settlePower(station, now);
  settleStatuses(turn, turn.commandedBy ?? causeOf(input));
  sendNext(turn);
  passThroughWire(turn);
  return turn.outputs;
}

/** Puts the station's clock forward to the moment at which the car has this state of charge; the network notices nothing. */
function leap(station: Station, connectorId: number, socPercent: number): number {
  const connector = connectorById(station, connectorId);
  const ms = connector === undefined ? 0 : Math.ceil(msUntilSoc(connector, socPercent));
  if (!Number.isFinite(ms) || ms <= 0) return 0;
  station.clock.stationAt += ms;
  if (station.rpc.outstanding !== null) station.rpc.outstanding.deadline += ms;
  station.connection.retryAt += ms;
  return ms;
}

type Handlers = { [T in StationInput['type']]: (turn: Turn, input: Extract<StationInput, { type: T }>) => void };

const handlers: Handlers = {
  poweredOn: powerOn,
  restored: restore,
  connected: (turn, { subprotocol }) => connection.handleConnected(turn, subprotocol),
  disconnected: connection.handleDisconnected,
  frameReceived: (turn, { text }) => {
    for (let left = arrivals(turn); left > 0; left--) receiveFrame(turn, text);
  },
  deadlineReached: () => undefined,
  plugged: (turn, { connectorId, plugIn: plug }) => plugIn(turn, connectorId, plug),
  unplugged: (turn, { connectorId }) => unplug(turn, connectorId),
  tagPresented: presentTagIfOn,
  stopPressed: (turn, { connectorId, emergency }) => pressStop(turn, connectorId, emergency === true),
  carChanged: changeCar,
  stationPaused: (turn, { connectorId, paused }) => pauseByStation(turn, connectorId, paused),
  networkSwitched: (turn, { on }) => connection.switchNetwork(turn, on),
  restartPressed: (turn) => restart(turn, 'Reboot', 'restart button'),
  configurationChanged: (turn, { key, value }) => void changeKey(turn, key, value, 'Configuration by hand'),
  certificateRequested: (turn) => requestOwnCertificate(turn, 'by hand'),
  callRequested: requestCall,
  commandedLocally: (turn, { action, payload }) => obeyLocally(turn, action, payload),
  frameSubmitted: (turn, { text }) => submitFrame(turn, text),
  timeScaled: ({ station, now }, { scale }) => setTimeScale(station, Math.min(MAX_TIME_SCALE, Math.max(1, scale)), now),
  // The leap itself happens before the turn begins.
  timeJumped: () => undefined,
  faultInjected: disturb,
  faultCleared: disturb,
  lockStuck: disturb,
  meterBroken: disturb,
  jobFaultSet: disturb,
  resetFailuresSet: disturb,
  powerLost: disturb,
  powerRestored: disturb,
  temperatureChanged: disturb,
  wireFaultsSet: disturb,
  connectionCut: disturb,
};

function handleInput(turn: Turn, input: StationInput): void {
  const handle = handlers[input.type] as (turn: Turn, input: StationInput) => void;
  handle(turn, input);
}

function presentTagIfOn(turn: Turn, input: Extract<StationInput, { type: 'tagPresented' }>): void {
  if (turn.station.power === 'on') presentTag(turn, input.idTag, input.connectorId, input.authorized === true);
}

function requestCall(turn: Turn, { action, payload }: { action: string; payload: unknown }): void {
  if (!canSend(turn.station)) return log(turn, 'warn', `${action} not sent: the station is not online`);
  queueCallToSend(turn, { action, payload: JSON.stringify(payload ?? {}) }, { cause: 'by hand', purpose: 'other' });
}

function submitFrame(turn: Turn, text: string): void {
  if (turn.station.connection.state !== 'open') return log(turn, 'warn', 'Frame not sent: the station is not online');
  const frame = parseFrame(text);
  const messageType = frame.type === 'callResult' ? 3 : frame.type === 'callError' ? 4 : 2;
  const action = frame.type === 'call' ? frame.action : '';
  const messageId = frame.messageId ?? '';
  turn.outputs.push({ type: 'sendFrame', text, messageId, messageType, action, cause: 'by hand' });
}

function restore(turn: Turn): void {
  const { station } = turn;
  // Statuses that were on their way may not have arrived: they are reported again (OCPP 1.6 §4.9).
  forgetReports(station);
  if (station.power === 'on' && station.connection.state !== 'off') connection.openConnection(turn);
}

function handleDeadlines(turn: Turn): void {
  const { station, now } = turn;
  powerOnIfDue(turn);
  if (station.power === 'off') return;
  const expired = expireCall(station.rpc, now);
  if (expired !== null) handleFailedCall(turn, expired, 'no answer in time');
  if (station.connection.retryAt <= now) connection.openConnection(turn);
  if (station.connection.state === 'open' && station.bootAt <= now) queueBoot(turn, 'retry');
  beatIfDue(turn);
  expireReservations(turn);
  for (const connector of station.connectors) {
    expireAuthorization(turn, connector);
    endRefused(turn, connector);
    sampleIfDue(turn, connector);
  }
  sampleAlignedIfDue(turn);
  activateIfDue(turn);
  firmwareIfDue(turn);
  uploadsIfDue(turn);
  resetIfDue(turn);
}

const causes: Partial<Record<StationInput['type'], string>> = {
  plugged: 'plug in',
  unplugged: 'unplug',
  tagPresented: 'tag',
  stopPressed: 'stop button',
  carChanged: 'change in the car',
  stationPaused: 'paused by the station',
  connected: 'connected',
  faultInjected: 'fault on purpose',
  faultCleared: 'fault cleared',
  deadlineReached: 'in the course of time',
  frameReceived: 'answer of the CSMS',
  powerRestored: 'power restored',
};

/** Why a status changed in this step, in words. */
function causeOf(input: StationInput): string {
  return causes[input.type] ?? 'state changed';
}
