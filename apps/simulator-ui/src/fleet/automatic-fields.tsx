import type { AutomaticMode } from '@simulator/station-runner/browser';
import { useId } from 'react';
import { NumberField } from '../ui/number-field.js';
import { numberProblem, readNumber } from '../ui/number-text.js';
import { cardsProblem, readTags } from './fleet-plan.js';

/** The fields as people type them. */
export interface AutomaticTexts {
  arrivalsPerHour: string;
  sessionMinutes: string;
  seed: string;
  cards: string;
}

export const usualAutomatic: AutomaticTexts = { arrivalsPerHour: '6', sessionMinutes: '20', seed: '1', cards: 'TAG-1' };

const ranges = {
  arrivalsPerHour: { min: 0.01, max: 3600 },
  sessionMinutes: { min: 0.1, max: 1440 },
  seed: { min: 0, max: 4_294_967_295, whole: true },
};

/** Undefined: a field is wrong. */
export function readAutomatic(texts: AutomaticTexts): AutomaticMode | undefined {
  const names = Object.keys(ranges) as (keyof typeof ranges)[];
  if (names.some((name) => numberProblem(texts[name], ranges[name]) !== null)) return undefined;
  if (cardsProblem(texts.cards) !== null) return undefined;
  const [arrivalsPerHour, sessionMinutes, seed] = names.map((name) => readNumber(texts[name])) as [
    number,
    number,
    number,
  ];
  return { arrivalsPerHour, sessionMinutes, seed, idTags: readTags(texts.cards) };
}

interface AutomaticFieldsProps {
  texts: AutomaticTexts;
  onChange: (texts: AutomaticTexts) => void;
}

/** How often drivers come to a connector, how long they stay, with which cards. */
export function AutomaticFields({ texts, onChange }: AutomaticFieldsProps) {
  const cardsId = useId();
  const problem = cardsProblem(texts.cards);
  const number = (name: keyof typeof ranges, label: string, unit: string) => (
    <NumberField
      label={label}
      unit={unit}
      text={texts[name]}
      problem={numberProblem(texts[name], ranges[name])}
      onChange={(text) => onChange({ ...texts, [name]: text })}
    />
  );
  return (
    <div className="fleet-fields">
      {number('arrivalsPerHour', 'Arrivals at a connector', 'per hour')}
      {number('sessionMinutes', 'Mean length of a session', 'min')}
      {number('seed', 'Seed of the arrivals', 'number')}
      <div className="field">
        <label htmlFor={cardsId}>Cards, separated by commas</label>
        <input
          id={cardsId}
          className="input"
          autoComplete="off"
          spellCheck={false}
          value={texts.cards}
          aria-invalid={problem !== null}
          onChange={({ target }) => onChange({ ...texts, cards: target.value })}
        />
        <span className="field-problem">{problem}</span>
        <span className="soft">The CSMS must accept them. Ours keeps cards in the tab CSMS, under Id tokens.</span>
      </div>
    </div>
  );
}
