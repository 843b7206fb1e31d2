import type { PointerEvent } from 'react';
import { cardRest, pad } from './scene.js';
import type { Place } from './scene.js';

interface RfidCardProps {
  heldAt: Place | null;
  onGrab: (event: PointerEvent<SVGGraphicsElement>) => void;
  onTap: () => void;
}

/** The driver's card beside the station, and the pad that it is tapped on. */
export function RfidCard({ heldAt, onGrab, onTap }: RfidCardProps) {
  const { x, y } = heldAt ?? cardRest;
  return (
    <>
      <circle className="gesture" cx={pad.x} cy={pad.y} r="17" data-testid="card-pad" onClick={onTap}>
        <title>Tap the card on the pad</title>
      </circle>
      <g
        className="rfid-card gesture"
        data-testid="rfid-card"
        data-held={heldAt !== null}
        transform={`translate(${x} ${y})`}
        onPointerDown={onGrab}
      >
        <title>Drag to the pad, or click: present the card</title>
        <rect x="-13" y="-8.5" width="26" height="17" rx="3" />
        <path d="M-13 -3.5H13M-9 3.5H-2" />
      </g>
    </>
  );
}
