import type { WireFaults } from '@simulator/station';
import { useState } from 'react';
import { useStationInput } from '../station/station-context.js';
import { NumberField } from '../ui/number-field.js';
import { readWireTexts, wireFieldNames, wireFields, wireProblem, wireTexts } from './wire-fields.js';

/** What goes wrong with the frames; nothing of it is in force before it is applied. */
export function WireForm({ faults }: { faults: WireFaults | null }) {
  const input = useStationInput();
  const [draft, setDraft] = useState<ReturnType<typeof wireTexts> | null>(null);
  const texts = draft ?? wireTexts(faults);
  const wanted = readWireTexts(texts);

  function apply(next: WireFaults | null): void {
    void input({ type: 'wireFaultsSet', faults: next }).then(() => setDraft(null));
  }

  return (
    <form
      className="panel-card"
      aria-label="Wire"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted !== undefined) apply(wanted);
      }}
    >
      <h2>Wire</h2>
      {['Sent by the station', 'Received from the CSMS'].map((group) => (
        <fieldset key={group} className="field-group">
          <legend>{group}</legend>
          {wireFieldNames
            .filter((name) => wireFields[name].group === group)
            .map((name) => (
              <NumberField
                key={name}
                label={wireFields[name].label}
                unit={wireFields[name].unit}
                text={texts[name]}
                problem={wireProblem(texts, name)}
                onChange={(text) => setDraft({ ...texts, [name]: text })}
              />
            ))}
        </fieldset>
      ))}
      <div className="action-row">
        <button type="submit" className="button button-primary" aria-disabled={wanted === undefined || draft === null}>
          Apply to the wire
        </button>
        {faults !== null && (
          <button type="button" className="button" onClick={() => apply(null)}>
            Make the wire sound
          </button>
        )}
      </div>
    </form>
  );
}
