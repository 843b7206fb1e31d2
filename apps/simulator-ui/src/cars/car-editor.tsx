import type { Car } from '@simulator/station';
import { useId, useState } from 'react';
import { NumberField } from '../ui/number-field.js';
import { CarFacts } from './car-facts.js';
import { keepOwnCar } from './garage.js';
import { carFrom, carProblems, carTextsOf } from './own-car.js';
import type { CarTexts } from './own-car.js';

interface CarEditorProps {
  like: Car;
  onKept: (car: Car) => void;
}

/** A car of one's own, made from another: battery, phases, power, and the charging curve point by point. */
export function CarEditor({ like, onKept }: CarEditorProps) {
  const [texts, setTexts] = useState<CarTexts | null>(null);
  const [kept, setKept] = useState('');
  const nameId = useId();
  const phasesId = useId();
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
  const set = (name: keyof CarTexts) => (text: string) => setTexts({ ...texts, [name]: text });

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
      <div className="field">
        <label htmlFor={nameId}>Name</label>
        <input
          id={nameId}
          className="input"
          autoComplete="off"
          value={texts.name}
          aria-invalid={problems.name !== undefined}
          onChange={({ target }) => set('name')(target.value)}
        />
        <span className="field-problem">{problems.name}</span>
      </div>
      <div className="choices">
        <NumberField
          label="Battery"
          unit="kWh"
          text={texts.capacityKwh}
          problem={problems.capacityKwh ?? null}
          onChange={set('capacityKwh')}
        />
        <div className="field">
          <label htmlFor={phasesId}>AC</label>
          <select
            id={phasesId}
            className="input"
            value={texts.acPhases}
            aria-invalid={problems.acPhases !== undefined}
            onChange={({ target }) => set('acPhases')(target.value)}
          >
            <option value="0">none</option>
            <option value="1">1 phase</option>
            <option value="2">2 phases</option>
            <option value="3">3 phases</option>
          </select>
          <span className="field-problem">{problems.acPhases}</span>
        </div>
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
      <CurveField text={texts.curve} problem={problems.curve} onChange={set('curve')} />
      {isRight && <CarFacts car={carFrom(texts, like)} socPercent={0} />}
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

interface CurveFieldProps {
  text: string;
  problem: string | undefined;
  onChange: (text: string) => void;
}

function CurveField({ text, problem, onChange }: CurveFieldProps) {
  const curveId = useId();
  return (
    <div className="field">
      <label htmlFor={curveId}>Charging curve, a point a line (%: kW)</label>
      <textarea
        id={curveId}
        className="input car-curve"
        rows={6}
        spellCheck={false}
        value={text}
        aria-invalid={problem !== undefined}
        onChange={({ target }) => onChange(target.value)}
      />
      <span className="field-problem">{problem}</span>
    </div>
  );
}
