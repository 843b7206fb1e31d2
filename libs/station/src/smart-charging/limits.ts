// The limit in force now, for one connector and for the whole station, in W and A.
import { leadingAt, rankedForConnector, rankedForStation } from './leading-profile.js';
import type { Leading } from './leading-profile.js';
import type { ChargingProfilePurpose, ChargingProfiles, ChargingRateUnit } from './profiles.js';

/** What turns A into W. */
export interface Supply {
  /** AC: phase to neutral, the nominal one of the area (OCPP 1.6 §7.12). DC: of the battery, or nominal without a car. Not 0. */
  voltageV: number;
  /** AC: the phases that can carry current here, between this connector and this car; 0: DC. */
  phases: 0 | 1 | 2 | 3;
}

export interface Outlet {
  connectorId: number;
  supply: Supply;
  /** null: none, and the limit is what a transaction that starts now would get. */
  transaction: { localId: number; startedAt: number } | null;
}

export interface ChargingLimit {
  /** In total. Infinity: no profile limits. */
  limitW: number;
  /** Per phase; DC: of the cable. Infinity: no profile limits. */
  limitA: number;
  /** Phases that may be used (§7.14), 3 unless the period says otherwise; the supply may have fewer. */
  numberPhases: number;
  /** Charging with less is inefficient, says the profile (§3.13.4); 0: it says nothing. A hint for sharing power, no limit. */
  minRateW: number;
  /** The leading profile; these four are null without one. */
  profileId: number | null;
  stackLevel: number | null;
  purpose: ChargingProfilePurpose | null;
  unit: ChargingRateUnit | null;
  /** The first moment at which anything of this is different as long as profiles and transaction stay; Infinity: never. */
  until: number;
}

const unlimited = Object.freeze<ChargingLimit>({
  limitW: Infinity,
  limitA: Infinity,
  numberPhases: 3,
  minRateW: 0,
  profileId: null,
  stackLevel: null,
  purpose: null,
  unit: null,
  until: Infinity,
});

/**
 * What TxProfile or TxDefaultProfile allow at this connector (OCPP 1.6 §3.13). The station's own limit is apart: see
 * `stationLimitAt`, `mostForOutletW`. Good for keeping until `until` or until profiles or transaction change.
 */
export function limitAt(profiles: ChargingProfiles, outlet: Outlet, now: number): ChargingLimit {
  if (profiles.installed.length === 0) return unlimited;
  const { connectorId, transaction, supply } = outlet;
  const timelines = rankedForConnector(
    profiles,
    connectorId,
    transaction?.localId ?? null,
    transaction?.startedAt ?? null,
  );
  return limitOf(leadingAt(timelines, now), supply);
}

/** What ChargePointMaxProfile allows all connectors together (OCPP 1.6 §3.13.3). The supply is the grid connection. */
export function stationLimitAt(profiles: ChargingProfiles, supply: Supply, now: number): ChargingLimit {
  if (profiles.installed.length === 0) return unlimited;
  return limitOf(leadingAt(rankedForStation(profiles), now), supply);
}

/** The most that a station's limit leaves to one connector that has it all: a limit in A holds on each phase (§7.12). */
export function mostForOutletW(station: ChargingLimit, outlet: Supply): number {
  if (station.unit !== 'A' || outlet.phases === 0) return station.limitW;
  return Math.min(station.limitW, station.limitA * outlet.voltageV * outlet.phases);
}

export function limitOf({ timeline, period, until }: Leading, supply: Supply): ChargingLimit {
  if (timeline === null || period === null) return until === Infinity ? unlimited : { ...unlimited, until };
  const { chargingProfileId, stackLevel, chargingProfilePurpose, chargingSchedule } = timeline.profile;
  const { chargingRateUnit: unit, minChargingRate } = chargingSchedule;
  const numberPhases = period.numberPhases ?? 3;
  const voltsOfAll = supply.voltageV * conductors(supply, numberPhases);
  return {
    limitW: unit === 'W' ? period.limit : period.limit * voltsOfAll,
    limitA: unit === 'A' ? period.limit : period.limit / voltsOfAll,
    numberPhases,
    minRateW: (minChargingRate ?? 0) * (unit === 'W' ? 1 : voltsOfAll),
    profileId: chargingProfileId,
    stackLevel,
    purpose: chargingProfilePurpose,
    unit,
    until,
  };
}

/** More phases in the profile than here: the limit is used as given on those that are here (errata 4.0 §3.34). DC: one pair. */
export function conductors(supply: Supply, numberPhases: number): number {
  return supply.phases === 0 ? 1 : Math.min(supply.phases, numberPhases);
}
