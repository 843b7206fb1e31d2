import type { Car } from '@simulator/station';
import { useId, useState } from 'react';
import { NumberField } from '../ui/number-field.js';
import { readNumber } from '../ui/number-text.js';
import { TextField } from '../ui/text-field.js';
import { CurveEditor } from './curve-editor.js';
import { keepOwnCar } from './garage.js';
import { carFrom, carProblems, carTextsOf, curveOf } from './own-car.js';
import type { CarTexts } from './own-car.js';

interface CarEditorProps {
  like: Car;
  onKept: (car: Car) => void;
}

/** A car of one's own, made from another: battery, phases, power, and the charging curve. */
export function CarEditor({ like, onKept }: CarEditorProps) {
  const [texts, setTexts] = useState<CarTexts | null>(null);
  const [kept, setKept] = useState('');
  if (texts === null) {
    return (
      <div className="action-row">
        <button type="button" className="button" onClick={() => setTexts(carTextsOf(like))}>
          Edit as a car of your own
        </button>
        <span role="status">{kept}</span>
      </div>
    );
  }
  const problems = carProblems(texts);
  const isRight = Object.keys(problems).length === 0;
  const set = (name: Exclude<keyof CarTexts, 'curve'>) => (text: string) => setTexts({ ...texts, [name]: text });

  return (
    <form
      className="car-editor"
      aria-label="Car of your own"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isRight) return;
        const car = carFrom(texts, like);
        keepOwnCar(car);
        setKept(`“${car.name}” is kept in this browser.`);
        setTexts(null);
        onKept(car);
      }}
    >
      <TextField label="Name" text={texts.name} problem={problems.name} onChange={set('name')} />
      <div className="choices">
        <NumberField
          label="Battery"
          unit="kWh"
          text={texts.capacityKwh}
          problem={problems.capacityKwh ?? null}
          onChange={set('capacityKwh')}
        />
        <PhasesField phases={texts.acPhases} problem={problems.acPhases} onChange={set('acPhases')} />
        <NumberField
          label="AC at most"
          unit="kW"
          text={texts.acKw}
          problem={problems.acKw ?? null}
          onChange={set('acKw')}
        />
        <NumberField
          label="DC at most, 0 for none"
          unit="kW"
          text={texts.dcKw}
          problem={problems.dcKw ?? null}
          onChange={set('dcKw')}
        />
      </div>
      <CurveEditor
        texts={texts.curve}
        original={curveOf(like)}
        limitKw={readNumber(texts.dcKw) > 0 ? readNumber(texts.dcKw) : null}
        onChange={(curve) => setTexts({ ...texts, curve })}
      />
      <div className="action-row">
        <button type="submit" className="button button-primary" aria-disabled={!isRight}>
          Keep this car
        </button>
        <button type="button" className="button" onClick={() => setTexts(null)}>
          Cancel
        </button>
      </div>
    </form>
  );
}

interface PhasesFieldProps {
  phases: CarTexts['acPhases'];
  problem: string | undefined;
  onChange: (phases: string) => void;
}

function PhasesField({ phases, problem, onChange }: PhasesFieldProps) {
  const phasesId = useId();
  return (
    <div className="field">
      <label htmlFor={phasesId}>AC</label>
      <select
        id={phasesId}
        className="input"
        value={phases}
        aria-invalid={problem !== undefined}
        onChange={({ target }) => onChange(target.value)}
      >
        <option value="0">none</option>
        <option value="1">1 phase</option>
        <option value="2">2 phases</option>
        <option value="3">3 phases</option>
      </select>
      <span className="field-problem">{problem}</span>
    </div>
  );
}
