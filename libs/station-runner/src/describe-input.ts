import type { StationInput } from '@simulator/station';
import type { EventLevel } from './timeline.js';

/** A line for the timeline, or null for what needs none (frames have their own lines, deadlines are no news). */
export function describeInput(input: StationInput): { level: EventLevel; text: string } | null {
  const info = (text: string) => ({ level: 'info' as const, text });
  switch (input.type) {
    case 'poweredOn':
      return info('Power on');
    case 'restored':
      return info('Back from storage');
    case 'networkSwitched':
      return info(input.on ? 'Network switched on' : 'Network switched off');
    case 'connected':
      return info(`Connected, subprotocol ${input.subprotocol || '(none chosen)'}`);
    case 'disconnected':
      return { level: 'warn', text: describeDisconnection(input) };
    case 'plugged':
      return info(
        `Connector ${input.connectorId}: ${input.plugIn.car.name} plugged in at ${round(input.plugIn.socPercent)} %`,
      );
    case 'unplugged':
      return info(`Connector ${input.connectorId}: unplugged`);
    case 'tagPresented':
      return info(
        `Card ${input.idTag} presented${input.connectorId === undefined ? '' : ` at connector ${input.connectorId}`}`,
      );
    case 'stopPressed':
      return info(`Connector ${input.connectorId}: stop pressed`);
    case 'carChanged':
      return info(`Connector ${input.connectorId}: car ${describeCarChange(input)}`);
    case 'frameReceived':
    case 'deadlineReached':
      return null;
  }
}

function describeDisconnection({ code, reason, wasOpen }: Extract<StationInput, { type: 'disconnected' }>): string {
  const why = reason === '' ? `code ${code}` : `code ${code}, ${reason}`;
  return wasOpen ? `Connection closed: ${why}` : `Connection failed: ${why}`;
}

function describeCarChange(change: Extract<StationInput, { type: 'carChanged' }>): string {
  const parts: string[] = [];
  if (change.targetSocPercent !== undefined) parts.push(`target ${round(change.targetSocPercent)} %`);
  if (change.paused !== undefined) parts.push(change.paused ? 'paused' : 'resumed');
  if (change.socPercent !== undefined) parts.push(`state of charge ${round(change.socPercent)} %`);
  return parts.join(', ');
}

const round = (value: number) => Math.round(value * 10) / 10;
