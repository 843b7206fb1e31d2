// Charging a battery along its curve, exactly: power is linear in the state of charge between two points of the curve, so
// energy over time is an exponential (or a straight line where a limit holds the power constant). No time steps, hence
// one call over an hour gives the same result as 3,600 calls over a second.
import type { ChargingCurvePoint } from '../car.js';

export interface Battery {
  capacityWh: number;
  /** Ascending in socPercent; empty: the battery sets no bound. */
  curve: readonly ChargingCurvePoint[];
}

export interface ChargeResult {
  socPercent: number;
  /** Taken up by the battery. */
  energyWh: number;
  /** Less than asked for when the target was reached before. */
  hours: number;
}

/** Below this the car's charger ends the charge: a curve that runs to 0 W would never end. */
const CUT_OFF_W = 1;

/** The most the battery takes at this state of charge, in W; Infinity without a curve. */
export function acceptedPowerW(curve: readonly ChargingCurvePoint[], socPercent: number): number {
  const first = curve[0];
  if (first === undefined) return Infinity;
  if (socPercent <= first.socPercent) return first.powerW;
  for (let i = 1; i < curve.length; i++) {
    const b = curve[i]!;
    if (socPercent < b.socPercent) {
      const a = curve[i - 1]!;
      return a.powerW + ((b.powerW - a.powerW) * (socPercent - a.socPercent)) / (b.socPercent - a.socPercent);
    }
  }
  return curve[curve.length - 1]!.powerW;
}

/**
 * Charges for `hours` (Infinity: to the end) with at most `limitW`, up to `targetPercent`.
 * Cost: one pass over the segments of the curve that are crossed.
 */
export function chargeBattery(
  battery: Battery,
  socPercent: number,
  targetPercent: number,
  limitW: number,
  hours: number,
): ChargeResult {
  const whPerPercent = battery.capacityWh / 100;
  let soc = socPercent;
  let left = hours;
  while (soc < targetPercent && left > 0 && limitW >= CUT_OFF_W) {
    const piece = pieceAt(battery.curve, soc, Math.min(limitW, Number.MAX_VALUE));
    if (piece.powerW < CUT_OFF_W) break;
    const end = Math.min(piece.endPercent, targetPercent);
    const needed = hoursToReach(piece, end - soc, whPerPercent);
    if (needed <= left) {
      soc = end;
      left -= needed;
    } else {
      soc = Math.min(end, soc + percentAfter(piece, left, whPerPercent));
      left = 0;
    }
  }
  return {
    socPercent: soc,
    energyWh: (soc - socPercent) * whPerPercent,
    hours: hours === Infinity ? Infinity : hours - left,
  };
}

/** Hours until the target is reached; Infinity when it never is. */
export function hoursToTarget(battery: Battery, socPercent: number, targetPercent: number, limitW: number): number {
  const whPerPercent = battery.capacityWh / 100;
  let soc = socPercent;
  let total = 0;
  while (soc < targetPercent) {
    if (limitW < CUT_OFF_W) return Infinity;
    const piece = pieceAt(battery.curve, soc, Math.min(limitW, Number.MAX_VALUE));
    if (piece.powerW < CUT_OFF_W) return Infinity;
    const end = Math.min(piece.endPercent, targetPercent);
    total += hoursToReach(piece, end - soc, whPerPercent);
    soc = end;
  }
  return total;
}

/** A stretch over which the power is linear in the state of charge. */
interface Piece {
  /** At its beginning. */
  powerW: number;
  slopeWPerPercent: number;
  endPercent: number;
}

function pieceAt(curve: readonly ChargingCurvePoint[], soc: number, limitW: number): Piece {
  const index = curve.findIndex((point) => point.socPercent > soc);
  const b = curve[index];
  const a = curve[index - 1];
  if (b === undefined || a === undefined) {
    return {
      powerW: Math.min(limitW, acceptedPowerW(curve, soc)),
      slopeWPerPercent: 0,
      endPercent: b?.socPercent ?? 100,
    };
  }
  const slope = (b.powerW - a.powerW) / (b.socPercent - a.socPercent);
  const power = a.powerW + slope * (soc - a.socPercent);
  const crossing = slope === 0 ? Infinity : a.socPercent + (limitW - a.powerW) / slope;
  const crossesAhead = crossing > soc && crossing < b.socPercent;
  // At the crossing itself rounding may put the power on either side of the limit: the slope decides.
  const limited = crossesAhead ? slope < 0 : crossing === soc ? slope > 0 : power > limitW || b.powerW > limitW;
  if (limited) return { powerW: limitW, slopeWPerPercent: 0, endPercent: crossesAhead ? crossing : b.socPercent };
  return {
    powerW: Math.min(power, limitW),
    slopeWPerPercent: slope,
    endPercent: crossesAhead ? crossing : b.socPercent,
  };
}

function hoursToReach(piece: Piece, percent: number, whPerPercent: number): number {
  const endPowerW = piece.powerW + piece.slopeWPerPercent * percent;
  if (piece.slopeWPerPercent === 0) return (percent * whPerPercent) / piece.powerW;
  if (endPowerW <= 0) return Infinity;
  return (whPerPercent / piece.slopeWPerPercent) * Math.log1p((endPowerW - piece.powerW) / piece.powerW);
}

function percentAfter(piece: Piece, hours: number, whPerPercent: number): number {
  if (piece.slopeWPerPercent === 0) return (piece.powerW * hours) / whPerPercent;
  return (piece.powerW * Math.expm1((piece.slopeWPerPercent * hours) / whPerPercent)) / piece.slopeWPerPercent;
}
