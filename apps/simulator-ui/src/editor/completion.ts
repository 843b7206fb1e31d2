// What an editor of frames can offer at the caret, by the schemas of the standard. Pure.
import { v16 } from '@simulator/ocpp';
import type { PayloadSchema } from '@simulator/ocpp';
import { placeAt } from './json-place.js';
import type { JsonPlace } from './json-place.js';

/** What the text is meant to be. */
export type Edited =
  /** A whole frame; of an answer, the action that it answers. */
  | { kind: 'frame'; answerTo: string | null; sender: 'station' | 'csms' | null }
  | { kind: 'payload'; action: string; half: 'request' | 'response' };

export interface Offer {
  label: string;
  /** `required`, `string ≤ 20`. */
  detail: string;
  insert: string;
  /** Where the caret stands afterwards, from the beginning of `insert`. */
  caret: number;
}

export interface Offers {
  /** What the chosen one replaces: from here to the caret. */
  from: number;
  offers: Offer[];
}

const MOST = 40;

/** @param now for fields that hold a time, as ISO 8601 */
export function offersAt(text: string, caret: number, edited: Edited, now: string): Offers | null {
  const place = placeAt(text, caret);
  if (place === null) return null;
  const all =
    edited.kind === 'frame' ? inFrame(place, edited, now) : inPayload(place, place.path, schemaOf(edited), now);
  const wanted = place.prefix.toLowerCase();
  const fitting = all.filter(({ label }) => label.toLowerCase().includes(wanted) && label !== place.prefix);
  fitting.sort(
    (a, b) => Number(b.label.toLowerCase().startsWith(wanted)) - Number(a.label.toLowerCase().startsWith(wanted)),
  );
  return fitting.length === 0 ? null : { from: place.from, offers: fitting.slice(0, MOST) };
}

function schemaOf({ action, half }: { action: string; half: 'request' | 'response' }): PayloadSchema | undefined {
  return Object.hasOwn(v16.schemas, action) ? v16.schemas[action]?.[half] : undefined;
}

function inFrame(place: JsonPlace, edited: Extract<Edited, { kind: 'frame' }>, now: string): Offer[] {
  const [index, ...inside] = place.path;
  const [type, , action] = place.head;
  if (typeof index !== 'number') return [];
  if (type === 2 && index === 2 && inside.length === 0) return actionsOf(edited.sender);
  if (type === 2 && index === 3 && typeof action === 'string') {
    return inPayload(place, inside, schemaOf({ action, half: 'request' }), now);
  }
  if (type === 3 && index === 2 && edited.answerTo !== null) {
    return inPayload(place, inside, schemaOf({ action: edited.answerTo, half: 'response' }), now);
  }
  return [];
}

function actionsOf(sender: 'station' | 'csms' | null): Offer[] {
  return Object.entries(v16.version.actions)
    .filter(([, row]) => sender === null || row.sender === sender || row.sender === 'both')
    .map(([label]) => scalar(label, 'action'));
}

function inPayload(
  place: JsonPlace,
  path: readonly (string | number)[],
  root: PayloadSchema | undefined,
  now: string,
): Offer[] {
  const schema = path.reduce<PayloadSchema | undefined>(
    (outer, step) => (typeof step === 'number' ? outer?.items : outer?.properties?.[step]),
    root,
  );
  if (schema === undefined) return [];
  return place.role === 'key' ? membersOf(schema, place.keys) : valuesOf(schema, now);
}

function membersOf(schema: PayloadSchema, present: readonly string[]): Offer[] {
  const required = schema.required ?? [];
  const members = Object.entries(schema.properties ?? {}).filter(([name]) => !present.includes(name));
  // What must be there comes first.
  members.sort(([a], [b]) => Number(required.includes(b)) - Number(required.includes(a)));
  return members.map(([name, member]) => {
    const [before, behind] = hullOf(member);
    const insert = `"${name}": ${before}${behind}`;
    const detail = `${typeWords(member)}${required.includes(name) ? ', required' : ''}`;
    return { label: name, detail, insert, caret: insert.length - behind.length };
  });
}

function hullOf({ type, enum: values }: PayloadSchema): [before: string, behind: string] {
  if (type === 'object') return ['{', '}'];
  if (type === 'array') return ['[', ']'];
  return type === 'string' && values === undefined ? ['"', '"'] : ['', ''];
}

function valuesOf(schema: PayloadSchema, now: string): Offer[] {
  if (schema.enum !== undefined) return schema.enum.map((value) => scalar(value, ''));
  if (schema.type === 'boolean')
    return ['true', 'false'].map((value) => ({ ...scalar(value, ''), insert: value, caret: value.length }));
  if (schema.format === 'date-time') return [scalar(now, 'now')];
  if (schema.type === 'object') return [{ label: '{ }', detail: 'object', insert: '{}', caret: 1 }];
  if (schema.type === 'array') return [{ label: '[ ]', detail: 'list', insert: '[]', caret: 1 }];
  return [];
}

function scalar(label: string, detail: string): Offer {
  const insert = JSON.stringify(label);
  return { label, detail, insert, caret: insert.length };
}

function typeWords({ type, enum: values, format, maxLength }: PayloadSchema): string {
  if (values !== undefined) return 'one of a list';
  if (format === 'date-time') return 'time';
  return maxLength === undefined ? (type ?? 'any') : `${type} ≤ ${maxLength}`;
}
