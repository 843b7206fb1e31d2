// The station's own clock. Every time in the state is of this clock; the shell's time is translated at the border.
import { parseDateTime } from './smart-charging/date-time.js';
import type { Station } from './station.js';

/** The fastest the clock may run. */
export const MAX_TIME_SCALE = 60;

export function stationTime({ clock }: Station, shellNow: number): number {
  return clock.stationAt + (shellNow - clock.shellAt) * clock.scale;
}

/** Rounded up, so that a deadline is never met too early. */
export function shellTime({ clock }: Station, at: number): number {
  if (at === Infinity) return Infinity;
  return clock.scale === 1
    ? at - clock.stationAt + clock.shellAt
    : Math.ceil((at - clock.stationAt) / clock.scale) + clock.shellAt;
}

/** A span of real time (a network timeout) on the station's clock. */
export function realMs({ clock }: Station, ms: number): number {
  return ms * clock.scale;
}

/** Changes the speed; waits of the network keep their real length. */
export function setTimeScale(station: Station, scale: number, now: number): void {
  const { clock, rpc, connection } = station;
  const factor = scale / clock.scale;
  const shellNow = clock.shellAt + (now - clock.stationAt) / clock.scale;
  if (rpc.outstanding !== null) rpc.outstanding.deadline = now + (rpc.outstanding.deadline - now) * factor;
  if (connection.retryAt !== Infinity) connection.retryAt = now + (connection.retryAt - now) * factor;
  clock.stationAt = now;
  clock.shellAt = shellNow;
  clock.scale = scale;
}

/** A time of the state as it stands on the wire: ISO 8601, UTC, on the clock that the CSMS set (OCPP 1.6 §4.2). */
export function toWire(station: Station, at: number): string {
  const ms = Math.min(LAST_MS, Math.max(FIRST_MS, Math.floor(at + station.clock.offsetMs)));
  const day = Math.floor(ms / 86_400_000);
  if (day !== lastDay) {
    lastDate = new Date(day * 86_400_000).toISOString().slice(0, 11);
    lastDay = day;
  }
  const inDay = ms - day * 86_400_000;
  const seconds = Math.floor(inDay / 1000);
  const minutes = Math.floor(seconds / 60);
  const thousandths = inDay - seconds * 1000;
  const padding = thousandths < 10 ? '00' : thousandths < 100 ? '0' : '';
  return `${lastDate}${twoDigits[Math.floor(minutes / 60)]}:${twoDigits[minutes % 60]}:${twoDigits[seconds % 60]}.${padding}${thousandths}Z`;
}

// The hot path of meter values: Date.toISOString costs five times as much. The cache is of a pure function.
const twoDigits = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));
/** The years 0000 to 9999: no other has a timestamp, and a CSMS may name an interval of ages. */
const FIRST_MS = -62_167_219_200_000;
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
let lastDay = NaN;
let lastDate = '';

/** A time of the wire on the station's clock; without an offset it counts as UTC. */
export function fromWire(station: Station, text: string): number {
  return parseDateTime(text) - station.clock.offsetMs;
}

/** Takes over the CSMS's clock. While the clock runs fast on purpose it stays as it is. */
export function synchronise(station: Station, currentTime: string, now: number): void {
  const { clock } = station;
  const csmsNow = parseDateTime(currentTime);
  if (clock.scale !== 1 || !Number.isFinite(csmsNow)) return;
  const offsetMs = csmsNow - now;
  // Below a second it is the latency of the line, and timestamps stay free of jumps.
  if (Math.abs(offsetMs - clock.offsetMs) >= 1000) clock.offsetMs = offsetMs;
}
