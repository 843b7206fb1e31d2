import type { PluggedCar } from '@simulator/station';
import { useId, useState } from 'react';
import { useStationInput } from '../station/station-context.js';
import { Icon } from '../ui/icon.js';

/** What the driver can do in the car: how full it shall get, and pause. */
export function CarControls({ connectorId, car }: { connectorId: number; car: PluggedCar }) {
  const input = useStationInput();
  const targetId = useId();
  // While the handle is dragged it leads; the station follows when it is let go.
  const [dragged, setDragged] = useState<number | null>(null);
  const target = dragged ?? Math.round(car.targetSocPercent);

  function settle(): void {
    if (dragged === null) return;
    void input({ type: 'carChanged', connectorId, targetSocPercent: dragged }).then(() => setDragged(null));
  }

  return (
    <div className="choices car-controls">
      <div className="field">
        <label htmlFor={targetId}>The car stops at {target} %</label>
        <input
          id={targetId}
          className="range"
          type="range"
          min="1"
          max="100"
          value={target}
          onChange={({ target: handle }) => setDragged(Number(handle.value))}
          onPointerUp={settle}
          onKeyUp={settle}
          onBlur={settle}
        />
      </div>
      <button
        type="button"
        className="button"
        aria-pressed={car.paused}
        onClick={() => void input({ type: 'carChanged', connectorId, paused: !car.paused })}
      >
        <Icon name={car.paused ? 'play' : 'pause'} />
        {car.paused ? 'Resume in the car' : 'Pause in the car'}
      </button>
    </div>
  );
}
