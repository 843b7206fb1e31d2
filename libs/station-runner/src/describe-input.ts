import type { StationInput } from '@simulator/station';
import type { EventLevel } from './timeline.js';

type Describers = { [T in StationInput['type']]: (input: Extract<StationInput, { type: T }>) => string | null };

const at = (connectorId: number): string => (connectorId === 0 ? 'Station' : `Connector ${connectorId}`);

/** Null for what needs no line: frames have lines of their own, deadlines are no news. */
const describers: Describers = {
  poweredOn: () => 'Power on',
  restored: () => 'Back from storage',
  networkSwitched: ({ on }) => (on ? 'Network switched on' : 'Network switched off'),
  connected: ({ subprotocol }) => `Connected, subprotocol ${subprotocol || '(none chosen)'}`,
  disconnected: describeDisconnection,
  frameReceived: () => null,
  deadlineReached: () => null,
  plugged: ({ connectorId, plugIn: { car, socPercent } }) =>
    `${at(connectorId)}: ${car.name} plugged in at ${round(socPercent)} %`,
  unplugged: ({ connectorId }) => `${at(connectorId)}: unplugged`,
  tagPresented: ({ idTag, connectorId, authorized }) =>
    `Card ${idTag} presented${connectorId === undefined ? '' : ` at connector ${connectorId}`}` +
    (authorized === true ? ', accepted by the station itself' : ''),
  stopPressed: ({ connectorId, emergency }) => `${at(connectorId)}: ${emergency ? 'emergency stop' : 'stop pressed'}`,
  carChanged: (input) => `${at(input.connectorId)}: car ${describeCarChange(input)}`,
  stationPaused: ({ connectorId, paused }) => `${at(connectorId)}: ${paused ? 'paused' : 'resumed'} by the station`,
  restartPressed: () => 'Restart pressed',
  // Values may be secret (AuthorizationKey): the timeline is shown, copied and shared.
  configurationChanged: ({ key }) => `${key} changed by hand`,
  certificateRequested: () => 'Certificate asked for by hand',
  callRequested: ({ action }) => `${action} asked for by hand`,
  commandedLocally: ({ action }) => `${action} at the station itself`,
  frameSubmitted: () => 'Frame submitted by hand',
  timeScaled: ({ scale }) => `Time scale ${scale}×`,
  timeJumped: ({ connectorId, socPercent }) => `${at(connectorId)}: jump to ${round(socPercent)} %`,
  faultInjected: ({ connectorId, fault }) => `${at(connectorId)}: fault on purpose, ${fault.errorCode}`,
  faultCleared: ({ connectorId }) => `${at(connectorId)}: fault cleared`,
  lockStuck: ({ connectorId, stuck }) => `${at(connectorId)}: lock ${stuck ? 'stuck' : 'works again'}`,
  meterBroken: ({ connectorId, broken }) => `${at(connectorId)}: meter ${broken ? 'broken' : 'works again'}`,
  jobFaultSet: ({ fault }) => (fault === null ? 'Firmware and uploads work again' : `Fault on purpose: ${fault}`),
  resetFailuresSet: ({ count }) => `Fault on purpose: the next ${count} resets fail`,
  powerLost: () => 'Power lost',
  powerRestored: () => 'Power restored',
  temperatureChanged: ({ celsius }) => `Temperature ${round(celsius)} °C`,
  wireFaultsSet: ({ faults }) => (faults === null ? 'The wire is sound again' : 'Faults of the wire on purpose'),
  connectionCut: ({ seconds }) => `Connection cut for ${seconds} s`,
};

/** A line for the timeline, or null for what needs none. */
export function describeInput(input: StationInput): { level: EventLevel; text: string } | null {
  const describe = describers[input.type] as (input: StationInput) => string | null;
  const text = describe(input);
  return text === null ? null : { level: input.type === 'disconnected' ? 'warn' : 'info', text };
}

const ofTheShell = new Set<StationInput['type']>([
  'poweredOn',
  'restored',
  'connected',
  'disconnected',
  'deadlineReached',
]);

/** Did a person or a fault do it? Not when it sets the password: the timeline is shown, copied and shared. */
export const isGesture = (input: StationInput): boolean =>
  !ofTheShell.has(input.type) && !JSON.stringify(input).includes('AuthorizationKey');

function describeDisconnection({ code, reason, wasOpen }: Extract<StationInput, { type: 'disconnected' }>): string {
  const why = reason === '' ? `code ${code}` : `code ${code}, ${reason}`;
  return wasOpen ? `Connection closed: ${why}` : `Connection failed: ${why}`;
}

function describeCarChange(change: Extract<StationInput, { type: 'carChanged' }>): string {
  const parts: string[] = [];
  if (change.targetSocPercent !== undefined) parts.push(`target ${round(change.targetSocPercent)} %`);
  if (change.paused !== undefined) parts.push(change.paused ? 'paused' : 'resumed');
  if (change.socPercent !== undefined) parts.push(`state of charge ${round(change.socPercent)} %`);
  if (change.chargingCurve !== undefined) parts.push('charges along another curve');
  return parts.join(', ');
}

const round = (value: number) => Math.round(value * 10) / 10;
