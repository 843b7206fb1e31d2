/** How a station gives less when it is hot: full power up to `fromC`, then linearly down to `factor` at `toC`. */
export interface Derating {
  fromC: number;
  toC: number;
  /** 0 to 1: what is left at `toC` and above. */
  factor: number;
}

/** The share of its power that the station gives at this temperature, 0 to 1. */
export function deratingFactor(derating: Derating | undefined, temperatureC: number): number {
  if (derating === undefined || temperatureC <= derating.fromC) return 1;
  if (temperatureC >= derating.toC) return derating.factor;
  return 1 - ((1 - derating.factor) * (temperatureC - derating.fromC)) / (derating.toC - derating.fromC);
}
