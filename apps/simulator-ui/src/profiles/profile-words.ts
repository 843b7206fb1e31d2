// Charging profiles in words. Pure.
import type { Connector, Station } from '@simulator/station';
import { duration, kilowatts, roughDuration } from '../ui/format.js';

export type Installed = Station['profiles']['installed'][number];
type Schedule = Installed['profile']['chargingSchedule'];
type Period = Schedule['chargingSchedulePeriod'][number];

/** `Profile 7 · TxDefaultProfile · stack level 2` */
export function profileTitle({ profile }: Installed): string {
  const { chargingProfileId, chargingProfilePurpose, stackLevel } = profile;
  return `Profile ${chargingProfileId} · ${chargingProfilePurpose} · stack level ${stackLevel}`;
}

/** Where and when it holds. `now` is of the CSMS's clock, as the profile's times are. */
export function profileFacts({ connectorId, profile, validFrom, validTo }: Installed, now: number): string[] {
  const { chargingProfileKind, recurrencyKind, transactionId, chargingSchedule } = profile;
  const { duration: seconds, minChargingRate, chargingRateUnit } = chargingSchedule;
  return [
    connectorId === 0 ? 'whole station' : `connector ${connectorId}`,
    recurrencyKind === undefined ? chargingProfileKind : `${chargingProfileKind}, ${recurrencyKind}`,
    ...(transactionId === undefined ? [] : [`transaction ${transactionId}`]),
    ...(validFrom !== null && validFrom > now ? [`valid in ${roughDuration(validFrom - now)}`] : []),
    ...(validTo === null ? [] : [validTo > now ? `valid for ${roughDuration(validTo - now)} more` : 'no longer valid']),
    ...(seconds === undefined ? [] : [`for ${duration(seconds * 1000)}`]),
    ...(minChargingRate === undefined ? [] : [`not below ${minChargingRate} ${chargingRateUnit}`]),
  ];
}

/** `from 1:00:00: 16 A, 1 phase` */
export function periodWords({ startPeriod, limit, numberPhases }: Period, unit: Schedule['chargingRateUnit']): string {
  const phases = numberPhases === undefined ? '' : numberPhases === 1 ? ', 1 phase' : `, ${numberPhases} phases`;
  return `from ${duration(startPeriod * 1000)}: ${limit} ${unit}${phases}`;
}

/** What the station offers at a connector, and who says so. */
export function limitWords({ transaction, offeredW, limitedBy }: Connector): string {
  if (transaction === null) return 'no transaction, nothing offered';
  const offer = `${kilowatts(offeredW)} kW offered`;
  if (limitedBy === null) return `${offer}, no profile limits it`;
  const { profileId, stackLevel, purpose } = limitedBy;
  return `${offer}, limited by profile ${profileId} (${purpose}, stack level ${stackLevel})`;
}

/** The connectors whose limit this profile sets now. */
export function ledBy({ profile }: Installed, connectors: readonly Connector[]): number[] {
  return connectors
    .filter(({ transaction, limitedBy }) => transaction !== null && limitedBy?.profileId === profile.chargingProfileId)
    .map(({ id }) => id);
}
