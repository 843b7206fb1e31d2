// What is disturbed on purpose at a station, in words, and the inputs that end it. Pure.
import type { Connector, Fault, Station, StationInput, WireFaults } from '@simulator/station';

export interface Disturbance {
  /** `Connector 1: GroundFailure` */
  text: string;
  /** What makes it good again. */
  end: StationInput;
}

/** Empty: the station behaves as a sound one. Covers `isDisturbed` of the engine, and a power loss. */
export function disturbancesOf(station: Station): Disturbance[] {
  const { main, wireFaults, jobFault, resetFailures, clock } = station;
  const found: Disturbance[] = [];
  if (isPowerLost(station)) found.push({ text: 'Power lost', end: { type: 'powerRestored' } });
  if (main.fault !== null) {
    found.push({ text: `Station: ${faultWords(main.fault)}`, end: { type: 'faultCleared', connectorId: 0 } });
  }
  found.push(...station.connectors.flatMap(atConnector));
  if (wireFaults !== null) {
    found.push({ text: `Wire: ${wireWords(wireFaults)}`, end: { type: 'wireFaultsSet', faults: null } });
  }
  if (jobFault !== null) found.push({ text: `Jobs end with ${jobFault}`, end: { type: 'jobFaultSet', fault: null } });
  if (resetFailures > 0) {
    const text = resetFailures === 1 ? 'The next reset fails' : `The next ${resetFailures} resets fail`;
    found.push({ text, end: { type: 'resetFailuresSet', count: 0 } });
  }
  if (clock.scale !== 1) found.push({ text: `Clock runs ${clock.scale}×`, end: { type: 'timeScaled', scale: 1 } });
  return found;
}

/** The power is gone until a person restores it; during a restart it comes back by itself. */
export function isPowerLost({ power, powerOnAt }: Station): boolean {
  return power === 'off' && powerOnAt === Infinity;
}

function atConnector({ id: connectorId, fault, lockStuck, meterBroken }: Connector): Disturbance[] {
  const found: Disturbance[] = [];
  const at = `Connector ${connectorId}`;
  if (fault !== null) found.push({ text: `${at}: ${faultWords(fault)}`, end: { type: 'faultCleared', connectorId } });
  if (lockStuck) found.push({ text: `${at}: lock stuck`, end: { type: 'lockStuck', connectorId, stuck: false } });
  if (meterBroken) {
    found.push({ text: `${at}: meter broken`, end: { type: 'meterBroken', connectorId, broken: false } });
  }
  return found;
}

export function faultWords({ errorCode, vendorErrorCode, blocking }: Fault): string {
  const vendor = vendorErrorCode === null ? '' : ` (${vendorErrorCode})`;
  return `${errorCode}${vendor}${blocking ? '' : ', warning'}`;
}

const wireNames: [keyof WireFaults, string][] = [
  ['drop', 'lost'],
  ['duplicate', 'doubled'],
  ['reorder', 'overtaken'],
  ['noReply', 'not answered'],
  ['malformedJson', 'malformed'],
  ['schemaViolation', 'against the schema'],
  ['wrongMessageId', 'with a wrong id'],
  ['dropReceived', 'received lost'],
  ['duplicateReceived', 'received doubled'],
];

/** `200 ms late, 10 % lost` */
export function wireWords(faults: WireFaults): string {
  const { latencyMs, jitterMs } = faults;
  const parts = wireNames.flatMap(([name, words]) => {
    const probability = faults[name] ?? 0;
    return probability > 0 ? [`${percent(probability)} % ${words}`] : [];
  });
  if (latencyMs > 0 || jitterMs > 0) {
    parts.unshift(`${latencyMs}${jitterMs > 0 ? ` to ${latencyMs + jitterMs}` : ''} ms late`);
  }
  return parts.length === 0 ? 'faults of 0 %' : parts.join(', ');
}

const percent = (probability: number) => Math.round(probability * 1000) / 10;
