import type { Car, ConnectorConfig } from '@simulator/station';
import { useId } from 'react';
import { useCars } from './garage.js';
import type { PlannedPlugIn } from './planned-plug-in.js';

interface CarChoiceProps {
  connector: ConnectorConfig | undefined;
  plugIn: PlannedPlugIn;
  onPlugIn: (plugIn: PlannedPlugIn) => void;
}

/** Which car comes, and how full it is. */
export function CarChoice({ connector, plugIn, onPlugIn }: CarChoiceProps) {
  const carId = useId();
  const socId = useId();
  const offered = useCars();
  // A car whose file was put away stays chosen until another is.
  const cars = offered.includes(plugIn.car) ? offered : [plugIn.car, ...offered];
  return (
    <div className="choices">
      <div className="field">
        <label htmlFor={carId}>Car</label>
        <select
          id={carId}
          className="input"
          value={cars.indexOf(plugIn.car)}
          onChange={({ target }) => onPlugIn({ ...plugIn, car: cars[Number(target.value)] ?? plugIn.car })}
        >
          {cars.map((car, index) => (
            // Names of imported cars need not be unique.
            <option key={index} value={index} disabled={!fits(car, connector)}>
              {car.name} · {factsOf(car, connector)}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={socId}>Battery at {plugIn.socPercent} %</label>
        <input
          id={socId}
          className="range"
          type="range"
          min="1"
          max="99"
          value={plugIn.socPercent}
          onChange={({ target }) => onPlugIn({ ...plugIn, socPercent: Number(target.value) })}
        />
      </div>
    </div>
  );
}

function fits(car: Car, connector: ConnectorConfig | undefined): boolean {
  return connector?.current === 'DC' ? car.dc !== null : car.ac !== null;
}

function factsOf(car: Car, connector: ConnectorConfig | undefined): string {
  const capacity = `${Math.round(car.batteryCapacityWh / 1000)} kWh`;
  const charger = connector?.current === 'DC' ? car.dc : car.ac;
  return charger === null
    ? `${capacity}, no ${connector?.current ?? 'AC'}`
    : `${capacity}, ${charger.maxPowerW / 1000} kW`;
}
