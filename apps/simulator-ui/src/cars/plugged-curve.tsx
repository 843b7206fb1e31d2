import type { PluggedCar } from '@simulator/station';
import { useState } from 'react';
import { useStationInput } from '../station/station-context.js';
import { CurveEditor } from './curve-editor.js';
import { curveFrom, curveProblem } from './curve-texts.js';
import type { CurveTexts } from './curve-texts.js';
import { useCars } from './garage.js';
import { curveOf } from './own-car.js';

/** Changes the curve of the car that is plugged in: it charges along the new one at once. */
export function PluggedCurve({ connectorId, plugged: { car } }: { connectorId: number; plugged: PluggedCar }) {
  const input = useStationInput();
  const [texts, setTexts] = useState<CurveTexts | null>(null);
  const original = useCars().find(({ name }) => name === car.name) ?? car;
  if (texts === null) {
    return (
      <div className="action-row">
        <button type="button" className="button" onClick={() => setTexts(curveOf(car))}>
          Change the charging curve
        </button>
      </div>
    );
  }
  const isRight = curveProblem(texts) === null;
  return (
    <form
      className="car-editor"
      aria-label="Charging curve of the car"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isRight) return;
        void input({ type: 'carChanged', connectorId, chargingCurve: curveFrom(texts) }).then(() => setTexts(null));
      }}
    >
      <CurveEditor
        texts={texts}
        original={curveOf(original)}
        limitKw={car.dc === null ? null : car.dc.maxPowerW / 1000}
        onChange={setTexts}
      />
      <div className="action-row">
        <button type="submit" className="button button-primary" aria-disabled={!isRight}>
          Charge along this curve
        </button>
        <button type="button" className="button" onClick={() => setTexts(null)}>
          Cancel
        </button>
      </div>
    </form>
  );
}
