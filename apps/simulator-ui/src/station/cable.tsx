import type { PointerEvent } from 'react';
import { cablePath, holder, inlet } from './scene.js';
import type { Place } from './scene.js';

const connected = 'M78 116C104 116 96 142 118 142S146 118 160 118';
const hanging = 'M78 116C98 116 104 140 92 142C80 144 82 128 86 104';

interface CableProps {
  plugged: boolean;
  powerW: number;
  color: string;
  /** Where somebody holds the plug; null: nobody does. */
  heldAt: Place | null;
  /** Absent: the plug cannot be dragged. */
  onGrab?: ((event: PointerEvent<SVGGraphicsElement>) => void) | undefined;
}

/** The cable, in its holder, in the car or in somebody's hand. While energy flows, dashes run along it; the more power, the faster. */
export function Cable({ plugged, powerW, color, heldAt, onGrab }: CableProps) {
  const flows = plugged && powerW > 0 && heldAt === null;
  // 3.7 kW takes 2.4 s a dash, 150 kW 0.5 s: the logarithm keeps both readable.
  const seconds = Math.max(0.4, 2.4 - 1.2 * Math.log10(Math.max(powerW, 3700) / 3700));
  const path = heldAt !== null ? cablePath(heldAt) : plugged ? connected : hanging;
  const plug = heldAt ?? (plugged ? inlet : holder);
  const upright = heldAt === null && !plugged;
  return (
    <g>
      <path className="cable" d={path} />
      {flows && (
        <path
          className="cable-energy"
          d={connected}
          style={{ stroke: color, animationDuration: `${seconds.toFixed(2)}s` }}
        />
      )}
      <g transform={`translate(${plug.x} ${plug.y})${upright ? ' rotate(-90)' : ''}`}>
        <rect className="cable-plug" x="-6" y="-5" width="13" height="10" rx="3" />
        {onGrab !== undefined && (
          <circle
            className="gesture"
            data-testid="plug-handle"
            r="15"
            data-held={heldAt !== null}
            onPointerDown={onGrab}
          >
            <title>{plugged ? 'Drag to the station: unplug' : 'Drag to the car: plug in'}</title>
          </circle>
        )}
      </g>
    </g>
  );
}
