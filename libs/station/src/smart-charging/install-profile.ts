// SetChargingProfile (OCPP 1.6 §5.16): which profiles a station takes, and which ones a new one replaces.
import type { v16 } from '@simulator/ocpp';
import { parseDateTime } from './date-time.js';
import { removeWhere } from './profiles.js';
import type { ChargingProfile, ChargingProfiles, ChargingRateUnit, InstalledProfile } from './profiles.js';

/** What the station can hold; reported by configuration keys (OCPP 1.6 §3.13.5, §9.4). */
export interface ProfileCapabilities {
  /** ChargeProfileMaxStackLevel: the highest level that may be used. */
  maxStackLevel: number;
  /** ChargingScheduleMaxPeriods */
  maxPeriods: number;
  /** MaxChargingProfilesInstalled, over all connectors and purposes. */
  maxInstalled: number;
  /** ChargingScheduleAllowedChargingRateUnit: Current is A, Power is W. */
  units: readonly ChargingRateUnit[];
}

export interface InstallContext {
  now: number;
  capabilities: ProfileCapabilities;
  /** The transaction that is active on the connector; transactionId null: the CSMS has not assigned one yet. */
  transaction: { localId: number; transactionId: number | null } | null;
}

export interface InstallResult {
  status: v16.ResponseOf<'SetChargingProfile'>['status'];
  /** Why not, in words for the log; null when accepted. */
  reason: string | null;
}

/**
 * Installs a profile, replacing the one with its id and the one with its purpose and stackLevel on the same connector
 * (OCPP 1.6 §3.13.2, §5.16.3). One that is not accepted changes nothing.
 * A connectorId that does not exist is the caller's to answer: PropertyConstraintViolation (errata 4.0 §3.39).
 */
export function installProfile(
  profiles: ChargingProfiles,
  connectorId: number,
  profile: ChargingProfile,
  context: InstallContext,
): InstallResult {
  const { capabilities, transaction } = context;
  if (!capabilities.units.includes(profile.chargingSchedule.chargingRateUnit)) return unsupportedUnit(profile);
  const reason =
    placeProblem(connectorId, profile, transaction) ??
    contentProblem(profile, capabilities) ??
    roomProblem(profiles, connectorId, profile, capabilities);
  if (reason !== null) return { status: 'Rejected', reason };
  removeWhere(profiles, (installed) => isReplacedBy(installed, connectorId, profile));
  const localId = profile.chargingProfilePurpose === 'TxProfile' ? transaction!.localId : null;
  profiles.installed.push({
    connectorId,
    profile,
    receivedAt: context.now,
    localId,
    validFrom: timeOf(profile.validFrom),
    validTo: timeOf(profile.validTo),
    startSchedule: timeOf(profile.chargingSchedule.startSchedule),
  });
  return { status: 'Accepted', reason: null };
}

/**
 * May this profile come with a RemoteStartTransaction (OCPP 1.6 §5.16.2)? Ask before answering it; once the transaction
 * runs, `installProfile` puts the profile in place.
 */
export function checkRemoteStartProfile(profile: ChargingProfile, capabilities: ProfileCapabilities): InstallResult {
  if (!capabilities.units.includes(profile.chargingSchedule.chargingRateUnit)) return unsupportedUnit(profile);
  let reason = contentProblem(profile, capabilities);
  if (profile.chargingProfilePurpose !== 'TxProfile') reason = 'a RemoteStartTransaction takes only a TxProfile';
  else if (profile.transactionId !== undefined)
    reason = 'a transactionId cannot be known before the transaction starts';
  return reason === null ? { status: 'Accepted', reason } : { status: 'Rejected', reason };
}

function unsupportedUnit(profile: ChargingProfile): InstallResult {
  const { chargingRateUnit } = profile.chargingSchedule;
  return { status: 'NotSupported', reason: `chargingRateUnit ${chargingRateUnit} is not supported` };
}

/** OCPP 1.6 §3.13.1: each purpose has its place. */
function placeProblem(
  connectorId: number,
  profile: ChargingProfile,
  transaction: InstallContext['transaction'],
): string | null {
  switch (profile.chargingProfilePurpose) {
    case 'ChargePointMaxProfile':
      return connectorId === 0 ? null : 'a ChargePointMaxProfile can only be set on connector 0';
    case 'TxDefaultProfile':
      return null;
    case 'TxProfile':
      if (connectorId === 0) return 'a TxProfile can only be set on a connector above 0';
      if (transaction === null) return `connector ${connectorId} has no active transaction`;
      if (profile.transactionId === undefined || profile.transactionId === transaction.transactionId) return null;
      return `transaction ${profile.transactionId} is not active on connector ${connectorId}`;
  }
}

function contentProblem(profile: ChargingProfile, capabilities: ProfileCapabilities): string | null {
  const { stackLevel, chargingSchedule: schedule } = profile;
  if (stackLevel < 0) return 'stackLevel is negative';
  if (stackLevel > capabilities.maxStackLevel) return `stackLevel is above ${capabilities.maxStackLevel}`;
  if (profile.chargingProfileKind === 'Recurring' && profile.recurrencyKind === undefined) {
    return 'a Recurring profile needs a recurrencyKind';
  }
  if (schedule.duration !== undefined && schedule.duration <= 0) return 'duration is not positive';
  return timeProblem(profile) ?? periodsProblem(profile, capabilities.maxPeriods);
}

function timeProblem(profile: ChargingProfile): string | null {
  const validFrom = timeOf(profile.validFrom);
  const validTo = timeOf(profile.validTo);
  const startSchedule = timeOf(profile.chargingSchedule.startSchedule);
  for (const [name, time] of Object.entries({ validFrom, validTo, startSchedule })) {
    if (Number.isNaN(time)) return `${name} is no date and time`;
  }
  return validFrom !== null && validTo !== null && validFrom >= validTo ? 'validFrom is not before validTo' : null;
}

function timeOf(text: string | undefined): number | null {
  return text === undefined ? null : parseDateTime(text);
}

function periodsProblem(profile: ChargingProfile, maxPeriods: number): string | null {
  const periods = profile.chargingSchedule.chargingSchedulePeriod;
  if (periods.length === 0) return 'chargingSchedulePeriod is empty';
  if (periods.length > maxPeriods) return `there are more than ${maxPeriods} periods`;
  // OCPP 1.6 §5.16.4: the first one starts at 0.
  let previous = -1;
  for (const { startPeriod, limit, numberPhases } of periods) {
    if (previous === -1 && startPeriod !== 0) return 'the first startPeriod is not 0';
    if (startPeriod <= previous) return 'the periods are not in ascending order';
    if (limit < 0) return 'a limit is negative';
    if (numberPhases !== undefined && (numberPhases < 1 || numberPhases > 3)) return 'numberPhases is not 1, 2 or 3';
    previous = startPeriod;
  }
  return null;
}

function roomProblem(
  profiles: ChargingProfiles,
  connectorId: number,
  profile: ChargingProfile,
  { maxInstalled }: ProfileCapabilities,
): string | null {
  const staying = profiles.installed.filter((installed) => !isReplacedBy(installed, connectorId, profile));
  return staying.length < maxInstalled ? null : `${maxInstalled} profiles are installed already`;
}

function isReplacedBy(installed: InstalledProfile, connectorId: number, profile: ChargingProfile): boolean {
  if (installed.profile.chargingProfileId === profile.chargingProfileId) return true;
  return (
    installed.connectorId === connectorId &&
    installed.profile.chargingProfilePurpose === profile.chargingProfilePurpose &&
    installed.profile.stackLevel === profile.stackLevel
  );
}
