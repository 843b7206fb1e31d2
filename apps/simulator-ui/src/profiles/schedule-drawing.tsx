import { compositeScheduleOf } from '@simulator/station';
import type { Station } from '@simulator/station';
import { duration, kilowatts, roughDuration } from '../ui/format.js';

const WIDTH = 300;
const HEIGHT = 60;

interface ScheduleDrawingProps {
  station: Station;
  connectorId: number;
  seconds: number;
  /** On the station's clock. */
  now: number;
}

/** The composite schedule of a connector, as GetCompositeSchedule would tell it, in steps. */
export function ScheduleDrawing({ station, connectorId, seconds, now }: ScheduleDrawingProps) {
  const composite = compositeScheduleOf(station, { connectorId, duration: seconds, chargingRateUnit: 'W' }, now);
  const periods = composite?.chargingSchedule.chargingSchedulePeriod ?? [];
  if (periods.length === 0) return null;
  const most = Math.max(1, ...periods.map(({ limit }) => limit));
  const path = periods.map(({ startPeriod, limit }, index) => {
    const x = ((startPeriod / seconds) * WIDTH).toFixed(1);
    const y = (HEIGHT - (limit / most) * (HEIGHT - 4)).toFixed(1);
    return index === 0 ? `M0 ${y}` : `H${x}V${y}`;
  });
  const line = `${path.join('')}H${WIDTH}`;
  const words = periods.map(({ startPeriod, limit }) => `from ${duration(startPeriod * 1000)} ${kilowatts(limit)} kW`);
  return (
    <figure>
      <figcaption className="soft">
        The next {roughDuration(seconds * 1000)}, {kilowatts(most)} kW at most
      </figcaption>
      <svg
        className="schedule"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Limit of connector ${connectorId}: ${words.slice(0, 20).join(', ')}`}
      >
        <path className="schedule-fill" d={`${line}V${HEIGHT}H0Z`} />
        <path className="schedule-line" d={line} vectorEffect="non-scaling-stroke" />
      </svg>
    </figure>
  );
}
