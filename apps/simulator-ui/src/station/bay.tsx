import type { ConnectorStatus } from '@simulator/station';
import { statusLooks } from '../connector/status-look.js';
import { kilowatts } from '../ui/format.js';
import { Cable } from './cable.js';
import { CarDrawing } from './car-drawing.js';
import { Pedestal } from './pedestal.js';
import './station.css';

interface BayProps {
  status: ConnectorStatus;
  powerW: number;
  /** Null: no car. */
  socPercent: number | null;
  plugged: boolean;
  /** What the picture shows, in words. */
  label: string;
}

/** A connector as it stands in the car park: its part of the station, the cable, the car. */
export function Bay({ status, powerW, socPercent, plugged, label }: BayProps) {
  const { color } = statusLooks[status];
  const screen = powerW > 0 ? kilowatts(powerW) : status === 'Available' ? 'free' : '– –';
  return (
    <svg className="bay" viewBox="0 0 320 160" role="img" aria-label={label}>
      <path className="bay-ground" d="M8 146.5H312" />
      <Pedestal color={color} screen={screen} unit={powerW > 0 ? 'kW' : ''} />
      <CarDrawing socPercent={socPercent} color={color} />
      <Cable plugged={plugged} powerW={powerW} color={color} />
    </svg>
  );
}
