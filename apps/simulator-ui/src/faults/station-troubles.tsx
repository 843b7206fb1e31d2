import type { JobFault, Station } from '@simulator/station';
import { useId, useState } from 'react';
import { isPowerLost } from '../disturbances/disturbances.js';
import { useStationInput } from '../station/station-context.js';
import { NumberField } from '../ui/number-field.js';
import { numberProblem, readNumber } from '../ui/number-text.js';
import type { NumberRange } from '../ui/number-text.js';

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
        range={{ min: -60, max: 150 }}
        initial={String(temperatureC)}
        button="Set the temperature"
        onApply={(celsius) => input({ type: 'temperatureChanged', celsius })}
      />
      <JobFaultChoice fault={station.jobFault} />
    </section>
  );
}

interface NumberActionProps {
  label: string;
  unit: string;
  range: NumberRange;
  initial: string;
  button: string;
  /** Why it cannot be done now. */
  blocked?: string | null;
  onApply: (value: number) => Promise<void>;
}

/** A number, and the button that makes it so. */
function NumberAction({ label, unit, range, initial, button, blocked = null, onApply }: NumberActionProps) {
  const [text, setText] = useState(initial);
  const problem = numberProblem(text, range) ?? blocked;
  return (
    <form
      className="number-action"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (problem === null) void onApply(readNumber(text));
      }}
    >
      <NumberField label={label} unit={unit} text={text} problem={problem} onChange={setText} />
      <button type="submit" className="button" aria-disabled={problem !== null}>
        {button}
      </button>
    </form>
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
