import { recordingToScenario } from '@simulator/station';
import type { Recording, Scenario } from '@simulator/station';
import type { StationSnapshot } from '@simulator/station-runner/browser';
import { useState } from 'react';
import { reportProblem } from '../app/problem-bar.js';
import { useSimulator } from '../app/simulator-context.js';
import { saveFile } from '../ui/save-file.js';

/** Records what happens at the station; what comes out is a scenario to edit, and a recording that replays exactly. */
export function RecorderCard({
  snapshot: { definition, recording },
  onScenario,
}: {
  snapshot: StationSnapshot;
  onScenario: (scenario: Scenario) => void;
}) {
  const { client } = useSimulator();
  const [last, setLast] = useState<Recording | null>(null);

  async function stop(): Promise<void> {
    const made = await client.stopRecording(definition.key);
    setLast(made);
    onScenario(withPower(recordingToScenario(made, `Recorded at ${definition.name}`.slice(0, 100))));
  }

  return (
    <section className="panel-card" aria-label="Record">
      <h2>Record</h2>
      <p className="soft panel-note">
        What people, the CSMS and faults do at this station becomes a scenario to edit and to play again.
      </p>
      <div className="action-row">
        {recording ? (
          <button type="button" className="button button-primary" onClick={() => void stop().catch(reportProblem)}>
            Stop and edit
          </button>
        ) : (
          <button
            type="button"
            className="button"
            onClick={() => void client.startRecording(definition.key).catch(reportProblem)}
          >
            Start recording
          </button>
        )}
        <span role="status" className={recording ? 'recording-now' : 'soft'}>
          {recording && 'Recording'}
        </span>
        {last !== null && !recording && (
          <button
            type="button"
            className="button button-quiet"
            title="Inputs and seed: played again, the station sends the same frames, byte for byte"
            onClick={() => saveFile('recording.json', 'application/json', JSON.stringify(last))}
          >
            Save the recording
          </button>
        )}
      </div>
    </section>
  );
}

/** The recorded station was on already; a scenario begins with one that is not. */
function withPower(scenario: Scenario): Scenario {
  const isOn = scenario.steps.some((step) => 'do' in step && step.do === 'powerOn');
  const powerOn: Scenario['steps'] = [
    { do: 'powerOn' },
    { wait: 'registration', is: 'accepted' },
    { wait: 'queued', equals: 0 },
  ];
  return isOn ? scenario : { ...scenario, steps: [...powerOn, ...scenario.steps] };
}
