import { carPresets } from '@simulator/station';
import type { Car, ConnectorConfig } from '@simulator/station';
import { useId } from 'react';

interface CarChoiceProps {
  connector: ConnectorConfig | undefined;
  car: Car;
  onCar: (car: Car) => void;
  socPercent: number;
  onSoc: (socPercent: number) => void;
}

/** Which car comes, and how full it is. */
export function CarChoice({ connector, car, onCar, socPercent, onSoc }: CarChoiceProps) {
  const carId = useId();
  const socId = useId();
  return (
    <div className="choices">
      <div className="field">
        <label htmlFor={carId}>Car</label>
        <select
          id={carId}
          className="input"
          value={car.name}
          onChange={({ target }) => onCar(carPresets.find(({ name }) => name === target.value) ?? car)}
        >
          {carPresets.map((preset) => (
            <option key={preset.name} value={preset.name} disabled={!fits(preset, connector)}>
              {preset.name} · {factsOf(preset, connector)}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={socId}>Battery at {socPercent} %</label>
        <input
          id={socId}
          className="range"
          type="range"
          min="1"
          max="99"
          value={socPercent}
          onChange={({ target }) => onSoc(Number(target.value))}
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
