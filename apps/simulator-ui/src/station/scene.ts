// Where things stand in the drawing of a connector, and what a gesture there means. Pure.
import type { ConnectorStatus } from '@simulator/station';
import { kilowatts } from '../ui/format.js';

export interface Place {
  x: number;
  y: number;
}

export const outlet: Place = { x: 78, y: 116 };
/** Where the plug hangs, and where it sits in the car. */
export const holder: Place = { x: 86, y: 100 };
export const inlet: Place = { x: 160, y: 118 };
/** Middle of the reader's pad. */
export const pad: Place = { x: 54, y: 87 };
/** Where the card lies. */
export const cardRest: Place = { x: -4, y: 87 };

const within = (a: Place, b: Place, distance: number) => Math.hypot(a.x - b.x, a.y - b.y) <= distance;

/** A plug let go near the car's inlet, or anywhere on the car, is in. */
export const isAtCar = (to: Place): boolean => to.x >= inlet.x - 24 && to.y > 66;
/** A plug let go near the station is out of the car. */
export const isAtStation = (to: Place): boolean => to.x <= inlet.x - 40;
export const isAtPad = (to: Place): boolean => within(to, pad, 26);

/** The cable to a plug held anywhere: it hangs through, the less the farther it is pulled. */
export function cablePath(to: Place): string {
  const distance = Math.hypot(to.x - outlet.x, to.y - outlet.y);
  const lowest = Math.min(146, Math.max(outlet.y, to.y) + Math.max(4, 34 - distance / 5));
  const middle = (outlet.x + to.x) / 2;
  const [x, y] = [to.x.toFixed(1), to.y.toFixed(1)];
  return `M${outlet.x} ${outlet.y}C${outlet.x + 18} ${outlet.y} ${middle.toFixed(1)} ${lowest.toFixed(1)} ${x} ${y}`;
}

const words: Record<ConnectorStatus, string> = {
  Available: 'free',
  Preparing: 'ready',
  Charging: 'starts',
  SuspendedEV: 'paused',
  SuspendedEVSE: 'paused',
  Finishing: 'done',
  Reserved: 'held',
  Unavailable: 'closed',
  Faulted: 'fault',
};

/** What the station's own screen says: the power that flows, else one word. */
export function screenText(status: ConnectorStatus, powerW: number): { text: string; unit: string } {
  return powerW > 0 ? { text: kilowatts(powerW), unit: 'kW' } : { text: words[status], unit: '' };
}
