/** One point of a charging curve: the most power the battery takes at that state of charge. */
export interface ChargingCurvePoint {
  socPercent: number;
  powerW: number;
}

/** A car as a load. Immutable facts; its state of charge lives in `PluggedCar`. */
export interface Car {
  /** For people: "Renault Megane E-Tech EV60". */
  name: string;
  /** Usable capacity. */
  batteryCapacityWh: number;
  /** The on-board charger; null: the car cannot charge with AC. */
  ac: { phases: 1 | 2 | 3; maxPowerW: number } | null;
  /** null: the car cannot charge with DC. */
  dc: { maxPowerW: number } | null;
  /**
   * The power the battery takes over its state of charge, ascending, from 0 to 100 percent, linear in between. It bounds AC
   * charging too (near full the battery, not the on-board charger, sets the power). Empty: no bound but the charger's.
   */
  chargingCurve: readonly ChargingCurvePoint[];
  /** Voltage of the battery when charging with DC. */
  batteryVoltageV: number;
}

/** A car at a connector. */
export interface PluggedCar {
  car: Car;
  socPercent: number;
  /** The car stops drawing at this state of charge. */
  targetSocPercent: number;
  /** The driver paused charging in the car. */
  paused: boolean;
}
