// What samples have in common that differ in their values only, as text. A station sends the same kinds again and again: their
// text is written once, which is most of what a meter value costs to be stored.
import type { Sample } from './sample.js';

type Kind = Omit<Sample, 'sampledAt' | 'value'>;

export interface KindText {
  /** JSON as it is hashed: all of a sample behind its time, up to its value. */
  hashed: string;
  /** JSON as it is stored, up to the value: what is as usual is left out. */
  stored: string;
}

interface Known extends Kind {
  text: KindText;
}

/** More than all stations of a kind send; one that invents names costs us memory only up to here. */
const MAX_MEASURANDS = 1000;
const MAX_KINDS_OF_A_MEASURAND = 32;

export class SampleKinds {
  private readonly byMeasurand = new Map<string, Known[]>();

  textOf(kind: Kind): KindText {
    const { measurand, phase, location, context, unit, format } = kind;
    let known = this.byMeasurand.get(measurand);
    if (known === undefined) {
      if (this.byMeasurand.size === MAX_MEASURANDS) this.byMeasurand.clear();
      known = [];
      this.byMeasurand.set(measurand, known);
    }
    for (const one of known) {
      if (
        one.phase === phase &&
        one.unit === unit &&
        one.context === context &&
        one.location === location &&
        one.format === format
      )
        return one.text;
    }
    const text = written(kind);
    if (known.length === MAX_KINDS_OF_A_MEASURAND) known.length = 0;
    known.push({ measurand, phase, location, context, unit, format, text });
    return text;
  }
}

export const sampleKinds = new SampleKinds();

const TO_BE_ESCAPED = /[^\x20\x21\x23-\x5b\x5d-\x7e]/;

/** As JSON. */
export const quoted = (text: string): string => (TO_BE_ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`);

function written({ measurand, phase, location, context, unit, format }: Kind): KindText {
  const hashed = JSON.stringify({ measurand, phase, location, context, unit, format });
  const stored = JSON.stringify({
    measurand,
    unit: unit ?? undefined,
    phase: phase ?? undefined,
    location: location === 'Outlet' ? undefined : location,
    context: context === 'Sample.Periodic' ? undefined : context,
    format: format === 'Raw' ? undefined : format,
  });
  return { hashed: `${hashed.slice(1, -1)},"value":`, stored: `${stored.slice(0, -1)},"value":` };
}
