// How events stand in Valkey. What stands there may be anybody's, and is read with care.
import { z } from 'zod';
import { PREFIX } from '../valkey/valkey.js';
import { sequenceOf } from './event-journal.js';
import { EVENT_TYPES } from './live-event.js';
import type { EventType, LiveEvent } from './live-event.js';

/** A hash: `base`, where the ids begin that are still of use; `sequence`, the newest; `last0`, …, the newest of each type. */
export const STATE = `${PREFIX}events`;
/** In the order of the types. */
export const STREAMS = EVENT_TYPES.map((type) => `${STATE}:${type}`);

/** As XRANGE and XREAD have it: id, and names and values in turn. */
export type Entry = [id: string, fields: string[]];

const shape = z.object({
  stationId: z.string(),
  at: z.iso.datetime().transform((text) => new Date(text)),
  data: z.record(z.string(), z.unknown()),
});

/** Null for what is no event. `previous`: the sequence of the event of this type before it, 0 for the first. */
export function eventOf(type: EventType, [id, fields]: Entry): { event: LiveEvent; previous: number } | null {
  const [previousName, previousText = '', eventName, text = ''] = fields;
  const sequence = sequenceOf(id.replace(/-0$/, ''));
  const previous = sequenceOf(previousText);
  if (sequence === null || previous === null || previousName !== 'previous' || eventName !== 'event') return null;
  const event = shape.safeParse(parse(text));
  return event.success ? { event: { ...event.data, type, sequence }, previous } : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
