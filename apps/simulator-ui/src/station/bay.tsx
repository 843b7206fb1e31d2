import type { ConnectorStatus } from '@simulator/station';
import { statusLooks } from '../connector/status-look.js';
import { Cable } from './cable.js';
import { CarDrawing } from './car-drawing.js';
import { Pedestal } from './pedestal.js';
import { RfidCard } from './rfid-card.js';
import { isAtCar, isAtPad, isAtStation, screenText } from './scene.js';
import { useSvgDrag } from './svg-drag.js';
import './station.css';

/** What gestures in the drawing do. Each has a labelled button elsewhere. */
export interface Gestures {
  plugIn: () => void;
  unplug: () => void;
  tapCard: () => void;
}

interface BayProps {
  status: ConnectorStatus;
  powerW: number;
  /** Null: no car. */
  socPercent: number | null;
  plugged: boolean;
  /** Absent: a picture to look at. */
  gestures?: Gestures;
}

/** A connector as it stands in the car park: its part of the station, the cable, the car. Decoration: words stand beside it. */
export function Bay({ status, powerW, socPercent, plugged, gestures }: BayProps) {
  const { color } = statusLooks[status];
  const plug = useSvgDrag((to) => {
    if (plugged ? to === null || isAtStation(to) : to === null || isAtCar(to)) {
      if (plugged) gestures?.unplug();
      else gestures?.plugIn();
    }
  });
  const card = useSvgDrag((to) => {
    if (to === null || isAtPad(to)) gestures?.tapCard();
  });
  return (
    <svg className="bay" viewBox={gestures === undefined ? '0 0 320 160' : '-22 0 342 160'} aria-hidden="true">
      <path className="bay-ground" d={`M${gestures === undefined ? 8 : -14} 146.5H312`} />
      <Pedestal color={color} screen={screenText(status, powerW)} />
      <CarDrawing socPercent={socPercent} color={color} />
      <Cable plugged={plugged} powerW={powerW} color={color} heldAt={plug.at} onGrab={gestures && plug.start} />
      {gestures && <RfidCard heldAt={card.at} onGrab={card.start} onTap={gestures.tapCard} />}
    </svg>
  );
}
