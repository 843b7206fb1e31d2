// The faults of the wire as a form: every field a text that people type, probabilities in percent. Pure.
import type { WireFaults } from '@simulator/station';
import { numberProblem, readNumber } from '../ui/number-text.js';

export type WireField = keyof WireFaults;
export type WireTexts = Record<WireField, string>;

interface FieldRow {
  label: string;
  unit: '%' | 'ms';
  group: 'Sent by the station' | 'Received from the CSMS';
}

const sent = { unit: '%', group: 'Sent by the station' } as const;
const received = { unit: '%', group: 'Received from the CSMS' } as const;

export const wireFields: Record<WireField, FieldRow> = {
  latencyMs: { label: 'Latency', unit: 'ms', group: 'Sent by the station' },
  jitterMs: { label: 'Jitter on top', unit: 'ms', group: 'Sent by the station' },
  drop: { ...sent, label: 'Lost' },
  duplicate: { ...sent, label: 'Sent twice' },
  reorder: { ...sent, label: 'Overtaken by the next' },
  noReply: { ...sent, label: 'Calls left without answer' },
  malformedJson: { ...sent, label: 'Malformed JSON' },
  schemaViolation: { ...sent, label: 'Against the schema' },
  wrongMessageId: { ...sent, label: 'Answers with a wrong id' },
  dropReceived: { ...received, label: 'Never arrive' },
  duplicateReceived: { ...received, label: 'Arrive twice' },
};

export const wireFieldNames = Object.keys(wireFields) as WireField[];

const ranges = { '%': { min: 0, max: 100 }, ms: { min: 0, max: 60_000, whole: true } };

export function wireTexts(faults: WireFaults | null): WireTexts {
  const texts = wireFieldNames.map((name) => {
    const value = faults?.[name] ?? 0;
    return [name, String(wireFields[name].unit === 'ms' ? value : Math.round(value * 1e6) / 1e4)];
  });
  return Object.fromEntries(texts) as WireTexts;
}

export function wireProblem(texts: WireTexts, name: WireField): string | null {
  return numberProblem(texts[name], ranges[wireFields[name].unit]);
}

/** Undefined: a field is wrong. Null: nothing is left that disturbs. */
export function readWireTexts(texts: WireTexts): WireFaults | null | undefined {
  if (wireFieldNames.some((name) => wireProblem(texts, name) !== null)) return undefined;
  const values = wireFieldNames.map((name) => {
    const value = readNumber(texts[name]);
    return [name, wireFields[name].unit === 'ms' ? value : value / 100] as const;
  });
  return values.every(([, value]) => value === 0) ? null : (Object.fromEntries(values) as unknown as WireFaults);
}
