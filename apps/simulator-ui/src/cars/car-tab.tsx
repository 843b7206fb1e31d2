import type { Connector, PluggedCar } from '@simulator/station';
import type { StationSnapshot } from '@simulator/station-runner/browser';
import { CarControls } from '../connector/car-controls.js';
import { bayTabId } from '../station/bay-tab-id.js';
import { useStationInput } from '../station/station-context.js';
import type { StationTabProps } from '../station/station-tabs.js';
import { Icon } from '../ui/icon.js';
import { NumberAction } from '../ui/number-action.js';
import { SettledRange } from '../ui/settled-range.js';
import { CarChoice } from './car-choice.js';
import { CarEditor } from './car-editor.js';
import { CarFacts } from './car-facts.js';
import { ImportCars } from './import-cars.js';
import { planPlugIn, usePlannedPlugIn } from './planned-plug-in.js';
import { PluggedCurve } from './plugged-curve.js';
import { TimeControls } from './time-controls.js';
import './cars.css';

/** The car at the chosen connector, or the one that comes next. */
export function CarTab({ snapshot, connector }: StationTabProps) {
  if (connector === undefined) return <p className="soft">This station has no connector.</p>;
  return (
    <div className="panel-cards">
      <section className="panel-card" id="connector-card" role="tabpanel" aria-labelledby={bayTabId(connector.id)}>
        {connector.car === null ? (
          <NextCar key={connector.id} snapshot={snapshot} connector={connector} />
        ) : (
          <PluggedIn key={connector.id} connectorId={connector.id} plugged={connector.car} />
        )}
      </section>
      <TimeControls station={snapshot.station} connector={connector} />
      <ImportCars />
    </div>
  );
}

function NextCar({
  snapshot: { definition, station },
  connector: { id },
}: {
  snapshot: StationSnapshot;
  connector: Connector;
}) {
  const input = useStationInput();
  const plugIn = usePlannedPlugIn(definition.key, id);
  const plan = (next: typeof plugIn) => planPlugIn(definition.key, id, next);
  return (
    <>
      <h2>The next car at connector {id}</h2>
      <CarChoice connector={station.config.connectors[id - 1]} plugIn={plugIn} onPlugIn={plan} />
      <SettledRange
        label={(percent) => `It will stop at ${percent} %`}
        min={1}
        max={100}
        value={plugIn.targetSocPercent}
        onSettle={async (targetSocPercent) => plan({ ...plugIn, targetSocPercent })}
      />
      <CarFacts car={plugIn.car} socPercent={plugIn.socPercent} />
      <CarEditor key={plugIn.car.name} like={plugIn.car} onKept={(car) => plan({ ...plugIn, car })} />
      <div className="action-row">
        <button
          type="button"
          className="button button-primary"
          onClick={() => void input({ type: 'plugged', connectorId: id, plugIn })}
        >
          <Icon name="plug" />
          Plug in
        </button>
      </div>
    </>
  );
}

function PluggedIn({ connectorId, plugged }: { connectorId: number; plugged: PluggedCar }) {
  const input = useStationInput();
  const { car, socPercent } = plugged;
  return (
    <>
      <h2>
        {car.name} <span className="soft">at {socPercent.toFixed(1)} %</span>
      </h2>
      <CarFacts car={car} socPercent={socPercent} />
      <PluggedCurve connectorId={connectorId} plugged={plugged} />
      <CarControls connectorId={connectorId} car={plugged} />
      <NumberAction
        label="State of charge"
        unit="%"
        range={{ min: 0, max: 100 }}
        initial={socPercent.toFixed(0)}
        button="Set it"
        onApply={(percent) => input({ type: 'carChanged', connectorId, socPercent: percent })}
      />
      <p className="soft">Another battery, no energy: the meter does not count what is set by hand.</p>
    </>
  );
}
