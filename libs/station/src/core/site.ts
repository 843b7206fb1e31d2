// The station as charging profiles see it: its grid connection, its outlets, its own limits (OCPP 1.6 §3.13).
import type { Car } from '../car.js';
import type { ConnectorConfig } from '../config.js';
import { activePhases } from '../physics/electrical.js';
import { compositeSchedule } from '../smart-charging/index.js';
import type {
  ChargingRateUnit,
  CompositeSchedule,
  ProfileCapabilities,
  Site,
  Supply,
} from '../smart-charging/index.js';
import { configurationList, configurationNumber } from '../configuration/read.js';
import type { Connector, Station } from '../station.js';

const NOMINAL_AC_V = 230;
const NOMINAL_DC_V = 400;

export function configOf(station: Station, connector: Connector): ConnectorConfig {
  return station.config.connectors[connector.id - 1]!;
}

/** The station's grid connection: three phases. */
export function gridOf({ config }: Station): Supply {
  const ac = config.connectors.find((connector) => connector.current === 'AC');
  return { voltageV: ac?.voltageV ?? NOMINAL_AC_V, phases: 3 };
}

/** What turns A into W at this connector with this car. */
export function supplyOf(config: ConnectorConfig, car: Car | null, allowedPhases: number): Supply {
  if (config.current === 'DC') return { voltageV: car?.batteryVoltageV ?? NOMINAL_DC_V, phases: 0 };
  const phases = car === null ? config.phases : activePhases(config, car, allowedPhases);
  // A car that cannot charge with AC draws nothing; the outlet's own phases keep the limits finite.
  return { voltageV: config.voltageV, phases: phases === 0 ? config.phases : phases };
}

function maxPowerW(config: ConnectorConfig, supply: Supply): number {
  const currentA = Math.min(config.maxCurrentA, config.cableMaxCurrentA);
  if (config.current === 'DC') return Math.min(config.maxPowerW, currentA * supply.voltageV);
  return currentA * config.voltageV * supply.phases;
}

/** GetCompositeSchedule (OCPP 1.6 §5.7); null: to be rejected. Times are the CSMS's. */
export function compositeScheduleOf(
  station: Station,
  request: { connectorId: number; duration: number; chargingRateUnit?: ChargingRateUnit },
  now: number,
): CompositeSchedule | null {
  const { offsetMs } = station.clock;
  const outlets: Site['outlets'] = station.connectors.map((connector) => {
    const config = configOf(station, connector);
    const supply = supplyOf(config, connector.car?.car ?? null, 3);
    const { transaction } = connector;
    const since = transaction && { localId: transaction.localId, startedAt: transaction.startedAt + offsetMs };
    return { connectorId: connector.id, supply, transaction: since, maxW: maxPowerW(config, supply) };
  });
  const site: Site = { supply: gridOf(station), maxW: station.config.maxPowerW ?? Infinity, outlets };
  const maxPeriods = configurationNumber(station, 'ChargingScheduleMaxPeriods');
  const { connectorId, duration: durationS, chargingRateUnit: unit } = request;
  return compositeSchedule(station.profiles, site, { connectorId, durationS, unit, maxPeriods }, now + offsetMs);
}

/** What the station takes in a SetChargingProfile, as its configuration keys tell (OCPP 1.6 §9.4). */
export function capabilitiesOf(station: Station): ProfileCapabilities {
  const units = configurationList(station, 'ChargingScheduleAllowedChargingRateUnit');
  return {
    maxStackLevel: configurationNumber(station, 'ChargeProfileMaxStackLevel'),
    maxPeriods: configurationNumber(station, 'ChargingScheduleMaxPeriods'),
    maxInstalled: configurationNumber(station, 'MaxChargingProfilesInstalled'),
    units: [
      ...(units.includes('Current') ? (['A'] as const) : []),
      ...(units.includes('Power') ? (['W'] as const) : []),
    ],
  };
}
