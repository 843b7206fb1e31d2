// Power and energy of the connectors: what flows now, what has flowed since the last look, when a car will be done.
import { acceptedPowerW, chargeBattery, hoursToTarget } from '../physics/charge-battery.js';
import { carLimitW, connectorLimitW, setFlow, usableLimitW } from '../physics/electrical.js';
import { sharePower } from '../physics/share-power.js';
import type { PluggedCar } from '../car.js';
import type { ConnectorConfig } from '../config.js';
import type { Connector, Station } from '../station.js';

const MS_PER_HOUR = 3_600_000;

export function configOf(station: Station, connector: Connector): ConnectorConfig {
  return station.config.connectors[connector.id - 1]!;
}

/** Adds up the energy since the last time. A gap of hours is one exact calculation; a clock that went back adds nothing. */
export function integrateEnergy(station: Station, now: number): void {
  for (const connector of station.connectors) {
    const elapsedMs = now - connector.integratedUntil;
    connector.integratedUntil = now;
    const { car } = connector;
    if (elapsedMs <= 0 || connector.limitW <= 0 || car === null) continue;
    const battery = { capacityWh: car.car.batteryCapacityWh, curve: car.car.chargingCurve };
    const { socPercent, energyWh } = chargeBattery(
      battery,
      car.socPercent,
      car.targetSocPercent,
      connector.limitW,
      elapsedMs / MS_PER_HOUR,
    );
    car.socPercent = socPercent;
    connector.registerWh += energyWh;
  }
}

/** Does the station offer power at this connector? */
export function isOffering(connector: Connector): boolean {
  return connector.transaction !== null && connector.transaction.authorized;
}

/** Does the car want power? */
export function isWanting(car: PluggedCar): boolean {
  return !car.paused && car.socPercent < car.targetSocPercent;
}

/** Settles limits and flows after something changed. Energy must have been integrated up to `now`. */
export function settlePower(station: Station, now: number): void {
  const offers = station.connectors.map((connector) => offerOf(station, connector));
  const shares = shareOf(station, offers);
  station.connectors.forEach((connector, index) => settleConnector(station, connector, shares[index] ?? 0, now));
}

/** What connector and cable could offer to the car that is plugged in; 0 without a transaction. */
function offerOf(station: Station, connector: Connector): number {
  if (connector.car === null || !isOffering(connector)) return 0;
  return connectorLimitW(configOf(station, connector), connector.car.car);
}

function shareOf(station: Station, offers: number[]): number[] {
  const totalW = station.config.maxPowerW;
  if (totalW === null) return offers;
  const wanted = station.connectors.map((connector, index) =>
    Math.min(offers[index]!, wantedPower(station, connector)),
  );
  const shares = sharePower(totalW, wanted);
  // What nobody wants stays on offer to everybody.
  const spareW = totalW - shares.reduce((sum, share) => sum + share, 0);
  return offers.map((offer, index) => Math.min(offer, shares[index]! + spareW));
}

/** The power the car would take from an unlimited station, in W. */
function wantedPower(station: Station, connector: Connector): number {
  const { car } = connector;
  if (car === null || !isWanting(car)) return 0;
  return Math.min(
    carLimitW(configOf(station, connector), car.car),
    acceptedPowerW(car.car.chargingCurve, car.socPercent),
  );
}

function settleConnector(station: Station, connector: Connector, offeredW: number, now: number): void {
  const config = configOf(station, connector);
  const { car } = connector;
  connector.wantedW = wantedPower(station, connector);
  connector.offeredW = car === null ? 0 : usableLimitW(config, car.car, offeredW);
  const limitW = car === null || !isWanting(car) ? 0 : Math.min(connector.offeredW, carLimitW(config, car.car));
  setFlow(connector.flow, config, car?.car ?? null, limitW === 0 ? 0 : Math.min(limitW, connector.wantedW));
  if (car === null || limitW === 0) {
    connector.chargeEndsAt = Infinity;
  } else if (limitW !== connector.limitW || connector.chargeEndsAt <= now) {
    const battery = { capacityWh: car.car.batteryCapacityWh, curve: car.car.chargingCurve };
    const hours = hoursToTarget(battery, car.socPercent, car.targetSocPercent, limitW);
    connector.chargeEndsAt = hours === Infinity ? Infinity : now + Math.ceil(hours * MS_PER_HOUR);
  }
  connector.limitW = limitW;
}
