import type { Car } from '@simulator/station';
import { kilowatts } from '../ui/format.js';

/** What the car can take, and over the state of charge. */
export function CarFacts({ car, socPercent }: { car: Car; socPercent: number }) {
  return (
    <>
      <dl className="figure-list car-facts">
        <Fact name="Battery" value={`${(car.batteryCapacityWh / 1000).toFixed(1)} kWh`} />
        <Fact
          name="AC"
          value={car.ac === null ? 'none' : `${kilowatts(car.ac.maxPowerW)} kW, ${phases(car.ac.phases)}`}
        />
        <Fact
          name="DC"
          value={car.dc === null ? 'none' : `${kilowatts(car.dc.maxPowerW)} kW, ${car.batteryVoltageV} V`}
        />
      </dl>
      {car.chargingCurve.length > 1 && <Curve car={car} socPercent={socPercent} />}
    </>
  );
}

const phases = (count: number) => (count === 1 ? '1 phase' : `${count} phases`);

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

const WIDTH = 300;
const HEIGHT = 80;

/** The power that the battery takes from empty to full, with a line where it is now. */
function Curve({ car: { chargingCurve }, socPercent }: { car: Car; socPercent: number }) {
  const most = Math.max(...chargingCurve.map(({ powerW }) => powerW));
  const points = chargingCurve.map((point) => {
    const y = HEIGHT - (point.powerW / most) * (HEIGHT - 4);
    return `${((point.socPercent / 100) * WIDTH).toFixed(1)} ${y.toFixed(1)}`;
  });
  const last = chargingCurve.at(-1)!;
  const x = (socPercent / 100) * WIDTH;
  return (
    <figure>
      <figcaption className="soft">Charging curve, {kilowatts(most)} kW at most</figcaption>
      <svg
        className="curve"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`The battery takes ${kilowatts(most)} kW at most, and ${kilowatts(last.powerW)} kW at ${last.socPercent} %`}
      >
        <path className="curve-fill" d={`M0 ${HEIGHT}L${points.join('L')}L${WIDTH} ${HEIGHT}Z`} />
        <path className="curve-line" d={`M${points.join('L')}`} vectorEffect="non-scaling-stroke" />
        <path className="curve-now" d={`M${x} 0V${HEIGHT}`} vectorEffect="non-scaling-stroke" />
      </svg>
    </figure>
  );
}
