import type { StationTabProps } from '../station/station-tabs.js';
import { FaultForm } from './fault-form.js';
import { StationTroubles } from './station-troubles.js';
import { WireForm } from './wire-form.js';
import './faults.css';

/** Everything that can be broken on purpose. */
export function FaultsTab({ snapshot: { station } }: StationTabProps) {
  return (
    <div className="panel-cards">
      <p className="soft panel-note">
        Random faults are drawn from the station’s seed, <code>{station.config.seed}</code>: the same seed and the same
        inputs give the same run.
      </p>
      {station.connectors.map((connector) => (
        <FaultForm
          key={connector.id}
          connectorId={connector.id}
          name={`Connector ${connector.id}`}
          fault={connector.fault}
          connector={connector}
        />
      ))}
      <FaultForm connectorId={0} name="Station" fault={station.main.fault} />
      <StationTroubles station={station} />
      <WireForm faults={station.wireFaults} />
    </div>
  );
}
