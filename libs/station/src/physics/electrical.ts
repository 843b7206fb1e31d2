// What a car and a connector can do together, in W, A and phases.
import type { Car } from '../car.js';
import type { ConnectorConfig } from '../config.js';
import type { PowerFlow } from '../station.js';

/** Below this current an AC car does not charge (IEC 61851-1, table A.8): a lower limit means none at all. */
export const MIN_AC_CURRENT_A = 6;

/** Phases that carry current between this car and this connector; 0 for DC. `allowed`: what a charging profile leaves. */
export function activePhases(connector: ConnectorConfig, car: Car, allowed = 3): 0 | 1 | 2 | 3 {
  if (connector.current === 'DC' || car.ac === null) return 0;
  return Math.min(connector.phases, car.ac.phases, allowed) as 1 | 2 | 3;
}

/** The most that the car's charger takes from this connector, in W; 0 when they do not fit. The battery's curve is apart. */
export function carLimitW(connector: ConnectorConfig, car: Car, allowedPhases = 3): number {
  if (connector.current === 'DC') return car.dc?.maxPowerW ?? 0;
  if (car.ac === null) return 0;
  // On fewer phases the on-board charger takes no more current per phase than on all of its own.
  return (car.ac.maxPowerW / car.ac.phases) * activePhases(connector, car, allowedPhases);
}

/** The most that connector and cable deliver to this car, in W, whatever the car takes. */
export function connectorLimitW(connector: ConnectorConfig, car: Car, allowedPhases = 3): number {
  const currentA = Math.min(connector.maxCurrentA, connector.cableMaxCurrentA);
  if (connector.current === 'DC') return Math.min(connector.maxPowerW, currentA * car.batteryVoltageV);
  return currentA * connector.voltageV * activePhases(connector, car, allowedPhases);
}

/** A limit in W as the car sees it: below 6 A per phase an AC car takes nothing. */
export function usableLimitW(connector: ConnectorConfig, car: Car, limitW: number, allowedPhases = 3): number {
  if (connector.current === 'DC') return limitW;
  const minimumW = MIN_AC_CURRENT_A * connector.voltageV * activePhases(connector, car, allowedPhases);
  return limitW + 1e-6 < minimumW ? 0 : limitW;
}

/** Writes the electrical values for this power into `flow`. */
export function setFlow(
  flow: PowerFlow,
  connector: ConnectorConfig,
  car: Car | null,
  powerW: number,
  allowedPhases = 3,
): void {
  flow.powerW = powerW;
  if (connector.current === 'AC') {
    const phases = car === null ? connector.phases : activePhases(connector, car, allowedPhases);
    flow.voltageV = connector.voltageV;
    flow.phases = phases;
    flow.currentA = phases === 0 ? 0 : powerW / (connector.voltageV * phases);
  } else {
    flow.voltageV = car === null ? 0 : car.batteryVoltageV;
    flow.phases = 0;
    flow.currentA = flow.voltageV === 0 ? 0 : powerW / flow.voltageV;
  }
}
