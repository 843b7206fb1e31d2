import type { PluggedCar } from '@simulator/station';
import { useStationInput } from '../station/station-context.js';
import { Icon } from '../ui/icon.js';
import { SettledRange } from '../ui/settled-range.js';

/** What the driver can do in the car: how full it shall get, and pause. */
export function CarControls({ connectorId, car }: { connectorId: number; car: PluggedCar }) {
  const input = useStationInput();
  return (
    <div className="choices car-controls">
      <SettledRange
        label={(percent) => `The car stops at ${percent} %`}
        min={1}
        max={100}
        value={Math.round(car.targetSocPercent)}
        onSettle={(targetSocPercent) => input({ type: 'carChanged', connectorId, targetSocPercent })}
      />
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
