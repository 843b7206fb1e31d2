// Which of the installed profiles leads (OCPP 1.6 §3.13.1, §3.13.2).
import type { ChargingProfilePurpose, ChargingProfiles, ChargingSchedulePeriod } from './profiles.js';
import { nextStart, periodAt, sameUntil, timelineOf } from './timeline.js';
import type { Timeline } from './timeline.js';

/** The profile in force and its period, both null when there is none, and until when that stays exactly so. */
export interface Leading {
  timeline: Timeline | null;
  period: ChargingSchedulePeriod | null;
  until: number;
}

/** ChargePointMaxProfiles, the highest stack level first. */
export function rankedForStation(profiles: ChargingProfiles): Timeline[] {
  return ranked(profiles, 'ChargePointMaxProfile', 0, null, null);
}

/**
 * What may limit one connector, the strongest first: TxProfiles of its transaction overrule TxDefaultProfiles, and
 * TxDefaultProfiles of the connector stand in for those of connector 0; within each the highest stack level leads.
 */
export function rankedForConnector(
  profiles: ChargingProfiles,
  connectorId: number,
  localId: number | null,
  chargingSince: number | null,
): Timeline[] {
  return [
    ...(localId === null ? [] : ranked(profiles, 'TxProfile', connectorId, localId, chargingSince)),
    ...ranked(profiles, 'TxDefaultProfile', connectorId, null, chargingSince),
    ...ranked(profiles, 'TxDefaultProfile', 0, null, chargingSince),
  ];
}

function ranked(
  profiles: ChargingProfiles,
  purpose: ChargingProfilePurpose,
  connectorId: number,
  localId: number | null,
  chargingSince: number | null,
): Timeline[] {
  return profiles.installed
    .filter(
      (installed) =>
        installed.profile.chargingProfilePurpose === purpose &&
        installed.connectorId === connectorId &&
        installed.localId === localId,
    )
    .map((installed) => timelineOf(installed, chargingSince))
    .sort((a, b) => b.profile.stackLevel - a.profile.stackLevel);
}

/** The first that is valid and has a period at this moment: one that has none gives way to the next (§5.16.4). */
export function leadingAt(timelines: readonly Timeline[], at: number): Leading {
  let until = Infinity;
  for (const timeline of timelines) {
    const period = periodAt(timeline, at);
    if (period !== null) return { timeline, period, until: Math.min(until, sameUntil(timeline, at)) };
    until = Math.min(until, nextStart(timeline, at));
  }
  return { timeline: null, period: null, until };
}
