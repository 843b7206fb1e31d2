import type { Connector, Station } from '@simulator/station';
import { useStationInput } from '../station/station-context.js';
import { NumberAction } from '../ui/number-action.js';
import { SettledRange } from '../ui/settled-range.js';

const FASTEST = 60;

/** For people who will not wait: the station's clock runs fast, or leaps. */
export function TimeControls({ station, connector }: { station: Station; connector: Connector }) {
  const input = useStationInput();
  const { car, id: connectorId } = connector;
  const least = Math.ceil(car?.socPercent ?? 0);
  const most = Math.floor(car?.targetSocPercent ?? 0);
  return (
    <section className="panel-card" aria-label="Time">
      <h2>Time</h2>
      <p className="notice">
        Not real time: a clock that runs fast or leaps is ahead of everybody else’s. Timestamps lie in the future, and
        messages come at shorter intervals.
      </p>
      <SettledRange
        label={(scale) => (scale === 1 ? 'The clock runs in real time' : `The clock runs ${scale}× as fast`)}
        min={1}
        max={FASTEST}
        value={station.clock.scale}
        onSettle={(scale) => input({ type: 'timeScaled', scale })}
      />
      <NumberAction
        key={`${connectorId} ${most}`}
        label="Leap to a state of charge"
        unit="%"
        range={{ min: least, max: most }}
        initial={String(most)}
        button="Leap"
        blocked={leapProblem(connector)}
        onApply={(socPercent) => input({ type: 'timeJumped', connectorId, socPercent })}
      />
    </section>
  );
}

/** Why no time can be leapt over; null: it can. */
function leapProblem({ car, flow }: Connector): string | null {
  if (car === null) return 'Plug in a car first';
  return flow.powerW > 0 ? null : 'The car is not charging';
}
