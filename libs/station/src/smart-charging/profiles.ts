// The charging profiles that a station holds (OCPP 1.6 §3.13), and how they are cleared.
import type { v16 } from '@simulator/ocpp';

export type ChargingProfile = v16.RequestOf<'SetChargingProfile'>['csChargingProfiles'];
export type ChargingProfilePurpose = ChargingProfile['chargingProfilePurpose'];
export type ChargingSchedulePeriod = ChargingProfile['chargingSchedule']['chargingSchedulePeriod'][number];
/** A: per phase; W: in total (OCPP 1.6 §7.12). */
export type ChargingRateUnit = ChargingProfile['chargingSchedule']['chargingRateUnit'];

export interface InstalledProfile {
  /** 0: the whole station, or for a TxDefaultProfile every connector. */
  connectorId: number;
  /** As received. */
  profile: ChargingProfile;
  receivedAt: number;
  /**
   * The transaction (`Transaction.localId`) that a TxProfile is for; null for other purposes. The station's own number and
   * not the CSMS's: it is known from the start, also while StartTransaction is still queued (§5.16.2).
   */
  localId: number | null;
  /** The profile's times, read once: epoch milliseconds, null where it gives none. */
  validFrom: number | null;
  validTo: number | null;
  startSchedule: number | null;
}

/** Part of the station's state: plain data, kept over reboots (errata 4.0 §3.37), changed in place. */
export interface ChargingProfiles {
  installed: InstalledProfile[];
}

export function noProfiles(): ChargingProfiles {
  return { installed: [] };
}

/**
 * ClearChargingProfile (OCPP 1.6 §5.5, §6.13): an id alone decides; without one all the given fields must match, and no
 * field at all clears everything (errata 4.0 §3.26). connectorId 0 means the profiles set on connector 0, not all.
 */
export function clearProfiles(
  profiles: ChargingProfiles,
  criteria: v16.RequestOf<'ClearChargingProfile'>,
): v16.ResponseOf<'ClearChargingProfile'>['status'] {
  const removed = removeWhere(profiles, ({ connectorId, profile }) => {
    if (criteria.id !== undefined) return profile.chargingProfileId === criteria.id;
    return (
      (criteria.connectorId === undefined || criteria.connectorId === connectorId) &&
      (criteria.chargingProfilePurpose === undefined ||
        criteria.chargingProfilePurpose === profile.chargingProfilePurpose) &&
      (criteria.stackLevel === undefined || criteria.stackLevel === profile.stackLevel)
    );
  });
  return removed > 0 ? 'Accepted' : 'Unknown';
}

/** A transaction ended: its TxProfiles cease to be (OCPP 1.6 §3.13.1, §7.10). Returns how many there were. */
export function dropTransactionProfiles(profiles: ChargingProfiles, localId: number): number {
  return removeWhere(profiles, (installed) => installed.localId === localId);
}

export function removeWhere(profiles: ChargingProfiles, matches: (installed: InstalledProfile) => boolean): number {
  const before = profiles.installed.length;
  if (before > 0) profiles.installed = profiles.installed.filter((installed) => !matches(installed));
  return before - profiles.installed.length;
}
