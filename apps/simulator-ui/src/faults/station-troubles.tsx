import type { JobFault, Station } from '@simulator/station';
import { useId } from 'react';
import { isPowerLost } from '../disturbances/disturbances.js';
import { useStationInput } from '../station/station-context.js';
import { NumberAction } from '../ui/number-action.js';

const jobFaults: JobFault[] = ['DownloadFailed', 'InstallationFailed', 'InvalidSignature', 'UploadFailed'];

/** What can go wrong with the station as a whole, besides its fault. */
export function StationTroubles({ station }: { station: Station }) {
  const input = useStationInput();
  const { connection, power, resetFailures, temperatureC, config } = station;
  const isLost = isPowerLost(station);
  return (
    <section className="panel-card" aria-label="Power, connection, jobs">
      <h2>Power, connection, jobs</h2>
      <div className="action-row">
        <button
          type="button"
          className="button"
          aria-pressed={isLost}
          onClick={() => void input({ type: isLost ? 'powerRestored' : 'powerLost' })}
        >
          {isLost ? 'Restore the power' : 'Cut the power'}
        </button>
        <button
          type="button"
          className="button"
          aria-disabled={power === 'off'}
          onClick={() => void (power === 'on' && input({ type: 'restartPressed' }))}
        >
          Restart
        </button>
        <span className="soft" role="status">
          {isLost ? 'The power is lost.' : power === 'off' ? 'Restarting…' : ''}
        </span>
      </div>
      <NumberAction
        label="Cut the connection for"
        unit="s"
        range={{ min: 0, max: 86_400 }}
        initial="30"
        button="Cut the connection"
        blocked={connection.state === 'off' ? 'The network is switched off.' : null}
        onApply={(seconds) => input({ type: 'connectionCut', seconds })}
      />
      <NumberAction
        key={`resets ${resetFailures}`}
        label="Resets that fail first"
        unit="number"
        range={{ min: 0, max: 100, whole: true }}
        initial={String(resetFailures)}
        button="Set the resets"
        onApply={(count) => input({ type: 'resetFailuresSet', count })}
      />
      <NumberAction
        key={`temperature ${temperatureC}`}
        label={config.derating === undefined ? 'Temperature' : 'Temperature: heat takes power'}
        unit="°C"
        range={{ min: -60, max: 120 }}
        initial={String(temperatureC)}
        button="Set the temperature"
        onApply={(celsius) => input({ type: 'temperatureChanged', celsius })}
      />
      <JobFaultChoice fault={station.jobFault} />
    </section>
  );
}

function JobFaultChoice({ fault }: { fault: JobFault | null }) {
  const input = useStationInput();
  const selectId = useId();
  return (
    <div className="field">
      <label htmlFor={selectId}>Firmware updates and uploads</label>
      <select
        id={selectId}
        className="input"
        value={fault ?? ''}
        onChange={({ target }) => void input({ type: 'jobFaultSet', fault: (target.value as JobFault) || null })}
      >
        <option value="">work</option>
        {jobFaults.map((name) => (
          <option key={name} value={name}>
            end with {name}
          </option>
        ))}
      </select>
    </div>
  );
}
