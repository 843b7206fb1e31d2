// The station's own clock. Every time in the state is of this clock; the shell's time is translated at the border.
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
  return new Date(at + station.clock.offsetMs).toISOString();
}

/** A time of the wire on the station's clock; without an offset it counts as UTC. */
export function fromWire(station: Station, text: string): number {
  const hasOffset = /(?:z|[+-]\d\d:?\d\d)$/i.test(text);
  return Date.parse(hasOffset ? text : `${text}Z`) - station.clock.offsetMs;
}

/** Takes over the CSMS's clock. While the clock runs fast on purpose it stays as it is. */
export function synchronise(station: Station, currentTime: string, now: number): void {
  const { clock } = station;
  const csmsNow = Date.parse(currentTime);
  if (clock.scale !== 1 || !Number.isFinite(csmsNow)) return;
  const offsetMs = csmsNow - now;
  // Below a second it is the latency of the line, and timestamps stay free of jumps.
  if (Math.abs(offsetMs - clock.offsetMs) >= 1000) clock.offsetMs = offsetMs;
}
