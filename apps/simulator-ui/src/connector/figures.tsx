import type { Connector } from '@simulator/station';
import { duration, kilowattHours, kilowatts } from '../ui/format.js';

/** Energy of the transaction that runs, else of the last one. */
export function energyOf(connector: Connector): number {
  if (connector.transaction !== null) return connector.registerWh - connector.transaction.meterStartWh;
  return connector.car === null ? 0 : (lastOf(connector)?.energyWh ?? 0);
}

/** The transaction that ended while this car was plugged in. */
function lastOf(connector: Connector) {
  return connector.finishing ? connector.history.at(-1) : undefined;
}

function sessionMs(connector: Connector, at: number): number {
  if (connector.transaction !== null) return at - connector.transaction.startedAt;
  const last = lastOf(connector);
  return last === undefined ? 0 : last.stoppedAt - last.startedAt;
}

/** The instrument: what flows now, and what has flowed. */
export function Figures({ connector, at }: { connector: Connector; at: number }) {
  const { flow, offeredW } = connector;
  const energyWh = energyOf(connector);
  return (
    <div className="figures">
      <p className="power">
        <span className="power-value" data-testid="connector-power" data-power-w={flow.powerW}>
          {kilowatts(flow.powerW)}
        </span>
        <span className="power-unit">kW</span>
        <span className="power-offer soft">
          {offeredW > 0 ? `of ${kilowatts(offeredW)} kW offered` : 'nothing offered'}
        </span>
      </p>
      <dl className="figure-list">
        <div>
          <dt>Energy</dt>
          <dd data-testid="connector-energy" data-energy-wh={energyWh}>
            {kilowattHours(energyWh)}
          </dd>
        </div>
        <Figure name="Time" value={duration(sessionMs(connector, at))} />
        <Figure name="Voltage" value={`${flow.voltageV.toFixed(0)} V`} />
        <Figure name={flow.phases > 1 ? 'Current a phase' : 'Current'} value={`${flow.currentA.toFixed(1)} A`} />
        <Figure name="Phases" value={flow.phases === 0 ? (flow.powerW > 0 ? 'DC' : '–') : String(flow.phases)} />
      </dl>
    </div>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
