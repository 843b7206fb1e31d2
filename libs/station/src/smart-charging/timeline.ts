// One profile laid out in time: at which moments it has a schedule period, and which one. Closed formulas, no search.
import type { ChargingProfile, ChargingSchedulePeriod, InstalledProfile } from './profiles.js';

/** Days and weeks of fixed length, counted from startSchedule: OCPP 1.6 §3.13.7 leaves daylight saving to special profiles. */
const REPEAT_MS = { Daily: 86_400_000, Weekly: 604_800_000 };

/** Epoch milliseconds. The profile is in force in each [start + n·repeatMs, start + n·repeatMs + lengthMs), n ≥ 0, within its validity. */
export interface Timeline {
  profile: ChargingProfile;
  validFrom: number;
  /** No longer valid at this moment. */
  validTo: number;
  /** null: relative to a start of charging that has not come yet; the first period is what would apply. */
  start: number | null;
  /** Infinity: it happens once. */
  repeatMs: number;
  lengthMs: number;
  /** The ones that are executed: what lies beyond duration or recurrence is not (§5.16.4). */
  periods: readonly ChargingSchedulePeriod[];
}

/**
 * @param chargingSince start of the transaction; null: there is none. A schedule without startSchedule is relative to it
 *   (§7.13), whatever its kind; one for the whole station, which no transaction starts, to the moment it was received.
 */
export function timelineOf(installed: InstalledProfile, chargingSince: number | null): Timeline {
  const { profile } = installed;
  const { duration, chargingSchedulePeriod } = profile.chargingSchedule;
  const repeatMs = profile.chargingProfileKind === 'Recurring' ? REPEAT_MS[profile.recurrencyKind!] : Infinity;
  const lengthMs = Math.min(repeatMs, duration === undefined ? Infinity : duration * 1000);
  let start = profile.chargingProfilePurpose === 'ChargePointMaxProfile' ? installed.receivedAt : chargingSince;
  // §7.9: a Relative profile starts where the station says, also when it carries a startSchedule.
  if (installed.startSchedule !== null && profile.chargingProfileKind !== 'Relative') start = installed.startSchedule;
  return {
    profile,
    validFrom: installed.validFrom ?? -Infinity,
    validTo: installed.validTo ?? Infinity,
    start,
    repeatMs,
    lengthMs,
    periods: chargingSchedulePeriod.filter(({ startPeriod }) => startPeriod * 1000 < lengthMs),
  };
}

/** The schedule period at this moment; null: not valid, or the schedule has none then. */
export function periodAt(timeline: Timeline, at: number): ChargingSchedulePeriod | null {
  if (at < timeline.validFrom || at >= timeline.validTo) return null;
  if (timeline.start === null) return timeline.periods[0]!;
  if (at < timeline.start) return null;
  const offset = offsetOf(timeline, timeline.start, at);
  return offset < timeline.lengthMs ? timeline.periods[indexAt(timeline, offset)]! : null;
}

/** From a moment without a period: when the next one begins. Infinity: never. */
export function nextStart(timeline: Timeline, after: number): number {
  const { start, repeatMs, lengthMs } = timeline;
  let at = Math.max(after, timeline.validFrom);
  if (start !== null && at < start) at = start;
  else if (start !== null) {
    const offset = offsetOf(timeline, start, at);
    if (offset >= lengthMs) at += repeatMs - offset;
  }
  return at < timeline.validTo ? at : Infinity;
}

/** From a moment with a period: until when the same limit stays in force by this profile. */
export function sameUntil(timeline: Timeline, at: number): number {
  if (timeline.start === null) return timeline.validTo;
  return Math.min(timeline.validTo, scheduleChange(timeline, timeline.start, at));
}

function scheduleChange(timeline: Timeline, start: number, at: number): number {
  const { periods, lengthMs, repeatMs } = timeline;
  const offset = offsetOf(timeline, start, at);
  const index = indexAt(timeline, offset);
  const current = periods[index]!;
  for (let i = index + 1; i < periods.length; i++) {
    if (!isSame(periods[i]!, current)) return at - offset + periods[i]!.startPeriod * 1000;
  }
  if (lengthMs < repeatMs || repeatMs === Infinity) return at - offset + lengthMs;
  // The next recurrence follows without a gap.
  for (let i = 0; i < index; i++) {
    if (!isSame(periods[i]!, current)) return at - offset + repeatMs + periods[i]!.startPeriod * 1000;
  }
  return Infinity;
}

/** Milliseconds since the schedule, or its present recurrence, began. */
function offsetOf({ repeatMs }: Timeline, start: number, at: number): number {
  return (at - start) % repeatMs;
}

function indexAt({ periods }: Timeline, offsetMs: number): number {
  let index = periods.length - 1;
  while (index > 0 && periods[index]!.startPeriod * 1000 > offsetMs) index--;
  return index;
}

function isSame(a: ChargingSchedulePeriod, b: ChargingSchedulePeriod): boolean {
  return a.limit === b.limit && (a.numberPhases ?? 3) === (b.numberPhases ?? 3);
}
