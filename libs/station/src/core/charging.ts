// Power and energy of the connectors: what flows now, what has flowed since the last look, when a car will be done.
import { acceptedPowerW, chargeBattery, hoursToTarget } from '../physics/charge-battery.js';
import type { Battery } from '../physics/charge-battery.js';
import { carLimitW, connectorLimitW, setFlow, usableLimitW } from '../physics/electrical.js';
import { sharePower } from '../physics/share-power.js';
import { deratingFactor } from '../physics/derating.js';
import { limitAt, mostForOutletW, stationLimitAt } from '../smart-charging/index.js';
import { configOf, gridOf, supplyOf } from './site.js';
import type { PluggedCar } from '../car.js';
import type { Connector, Station } from '../station.js';

const MS_PER_HOUR = 3_600_000;
/** How often a limit that binds is shared anew, as the cars' wishes change along their curves. */
const SHARE_AGAIN_MS = 10_000;

/** Adds up the energy since the last time. A gap of hours is one exact calculation; a clock that went back adds nothing. */
export function integrateEnergy(station: Station, now: number): void {
  for (const connector of station.connectors) {
    const elapsedMs = now - connector.integratedUntil;
    connector.integratedUntil = now;
    const { car } = connector;
    if (elapsedMs <= 0 || connector.limitW <= 0 || car === null) continue;
    const target = targetOf(connector, car);
    const charged = chargeBattery(batteryOf(car), car.socPercent, target, connector.limitW, elapsedMs / MS_PER_HOUR);
    car.socPercent = charged.socPercent;
    connector.registerWh += charged.energyWh;
  }
}

function batteryOf({ car }: PluggedCar): Battery {
  return { capacityWh: car.batteryCapacityWh, curve: car.chargingCurve };
}

/** Where this charge ends: the car's own target, or before it the allowance of a refused tag (MaxEnergyOnInvalidId). */
function targetOf(connector: Connector, car: PluggedCar): number {
  const endsAtWh = connector.transaction?.energyEndsAtWh ?? null;
  if (endsAtWh === null) return car.targetSocPercent;
  const leftPercent = ((endsAtWh - connector.registerWh) / car.car.batteryCapacityWh) * 100;
  return Math.min(car.targetSocPercent, car.socPercent + Math.max(0, leftPercent));
}

/** Does the station offer power at this connector? */
export function isOffering(station: Station, connector: Connector): boolean {
  const { transaction } = connector;
  if (transaction === null || station.power === 'off' || connector.pausedByStation) return false;
  if (connector.fault?.blocking === true || station.main.fault?.blocking === true) return false;
  return transaction.authorized || hasAllowance(connector);
}

/** Is any of a refused tag's energy left? */
export function hasAllowance({ transaction, registerWh }: Connector): boolean {
  const endsAtWh = transaction?.energyEndsAtWh ?? null;
  return endsAtWh !== null && registerWh < endsAtWh - 1e-6;
}

/** Does the car want power? */
export function isWanting(car: PluggedCar): boolean {
  return !car.paused && car.socPercent < car.targetSocPercent;
}

/** Settles limits and flows after something changed. Energy must have been integrated up to `now`. */
export function settlePower(station: Station, now: number): void {
  station.profilesChangeAt = Infinity;
  const totalW = stationLimitW(station, now);
  let offeredW = 0;
  for (const connector of station.connectors) {
    connector.offeredW = offerOf(station, connector, now);
    offeredW += connector.offeredW;
  }
  const isShared = offeredW > totalW;
  if (isShared) shareOffers(station, totalW);
  station.shareAgainAt = isShared ? now + SHARE_AGAIN_MS : Infinity;
  for (const connector of station.connectors) settleConnector(station, connector, now);
}

/** The most that all connectors may take together, in W. */
function stationLimitW(station: Station, now: number): number {
  const limitW = (station.config.maxPowerW ?? Infinity) * deratingFactor(station.config.derating, station.temperatureC);
  if (station.profiles.installed.length === 0) return limitW;
  const limit = stationLimitAt(station.profiles, gridOf(station), now + station.clock.offsetMs);
  noteChange(station, limit.until);
  return Math.min(limitW, limit.limitW);
}

/** What connector, cable and profiles could offer to the car that is plugged in; 0 without a transaction. */
function offerOf(station: Station, connector: Connector, now: number): number {
  const { car } = connector;
  connector.allowedPhases = 3;
  connector.limitedBy = null;
  if (car === null || !isOffering(station, connector)) return 0;
  const profileW = station.profiles.installed.length === 0 ? Infinity : profileLimitW(station, connector, car, now);
  const config = configOf(station, connector);
  const limitW = connectorLimitW(config, car.car, connector.allowedPhases);
  return Math.min(profileW, limitW * deratingFactor(station.config.derating, station.temperatureC));
}

/** What the charging profiles leave to this connector, in W (OCPP 1.6 §3.13). Their times are the CSMS's. */
function profileLimitW(station: Station, connector: Connector, { car }: PluggedCar, now: number): number {
  const { offsetMs } = station.clock;
  const config = configOf(station, connector);
  const supply = supplyOf(config, car, 3);
  const { transaction } = connector;
  const since = transaction && { localId: transaction.localId, startedAt: transaction.startedAt + offsetMs };
  const own = limitAt(station.profiles, { connectorId: connector.id, supply, transaction: since }, now + offsetMs);
  const whole = stationLimitAt(station.profiles, gridOf(station), now + offsetMs);
  noteChange(station, own.until);
  connector.allowedPhases = Math.min(own.numberPhases, whole.numberPhases);
  const wholeW = mostForOutletW(whole, supplyOf(config, car, connector.allowedPhases));
  const leading = own.limitW <= wholeW ? own : whole;
  connector.limitedBy =
    leading.profileId === null
      ? null
      : { profileId: leading.profileId, stackLevel: leading.stackLevel, purpose: leading.purpose };
  return Math.min(own.limitW, wholeW);
}

function noteChange(station: Station, until: number): void {
  station.profilesChangeAt = Math.min(station.profilesChangeAt, until - station.clock.offsetMs);
}

/**
 * Cuts the offers to the station's limit, by its policy. The offers never add up to more than the limit, whatever the cars
 * do until the next look: what nobody wants now is split evenly as headroom.
 */
function shareOffers(station: Station, totalW: number): void {
  const { connectors } = station;
  const wanted = connectors.map((connector) => Math.min(connector.offeredW, wantedPower(station, connector)));
  const shares =
    station.config.sharing === 'firstCome' ? inOrderOfStart(station, totalW, wanted) : sharePower(totalW, wanted);
  const spareW = totalW - shares.reduce((sum, share) => sum + share, 0);
  const claimants = connectors.filter(({ offeredW }) => offeredW > 0).length;
  connectors.forEach((connector, index) => {
    connector.offeredW = Math.min(connector.offeredW, shares[index]! + spareW / claimants);
  });
}

/** Whose transaction began first takes what it wants first. */
function inOrderOfStart({ connectors }: Station, totalW: number, wanted: readonly number[]): number[] {
  const shares = wanted.map(() => 0);
  const startOf = (index: number): number => connectors[index]!.transaction?.startedAt ?? Infinity;
  let leftW = totalW;
  for (const index of wanted.map((_, position) => position).sort((a, b) => startOf(a) - startOf(b))) {
    shares[index] = Math.min(wanted[index]!, leftW);
    leftW -= shares[index];
  }
  return shares;
}

/** The power the car would take from an unlimited station, in W. */
function wantedPower(station: Station, { car, id }: Connector): number {
  if (car === null || !isWanting(car)) return 0;
  const config = station.config.connectors[id - 1]!;
  return Math.min(carLimitW(config, car.car), acceptedPowerW(car.car.chargingCurve, car.socPercent));
}

function settleConnector(station: Station, connector: Connector, now: number): void {
  const { car } = connector;
  if (car === null && connector.limitW === 0 && connector.wantedW === 0) return;
  const config = configOf(station, connector);
  const { allowedPhases } = connector;
  connector.wantedW = wantedPower(station, connector);
  connector.offeredW = car === null ? 0 : usableLimitW(config, car.car, connector.offeredW, allowedPhases);
  const carW = car === null || !isWanting(car) ? 0 : carLimitW(config, car.car, allowedPhases);
  const limitW = Math.min(connector.offeredW, carW);
  const powerW = limitW === 0 ? 0 : Math.min(limitW, connector.wantedW);
  setFlow(connector.flow, config, car?.car ?? null, powerW, allowedPhases);
  if (car === null || limitW === 0) {
    connector.chargeEndsAt = Infinity;
  } else if (limitW !== connector.limitW || connector.chargeEndsAt <= now) {
    connector.chargeEndsAt = endOfCharge(connector, car, limitW, now);
  }
  connector.limitW = limitW;
}

function endOfCharge(connector: Connector, car: PluggedCar, limitW: number, now: number): number {
  const hours = hoursToTarget(batteryOf(car), car.socPercent, targetOf(connector, car), limitW);
  return hours === Infinity ? Infinity : now + Math.ceil(hours * MS_PER_HOUR);
}

/** Time until the car has this state of charge at the present limit, in ms; Infinity: never. */
export function msUntilSoc({ car, limitW }: Connector, socPercent: number): number {
  if (car === null || limitW <= 0) return Infinity;
  return (
    hoursToTarget(batteryOf(car), car.socPercent, Math.min(socPercent, car.targetSocPercent), limitW) * MS_PER_HOUR
  );
}

/** Makes the next `settlePower` work out the end of the charge anew. */
export function forgetChargeEnd(connector: Connector): void {
  connector.chargeEndsAt = 0;
}
