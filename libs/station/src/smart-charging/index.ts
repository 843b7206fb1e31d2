// Smart charging of OCPP 1.6 as functions of the installed profiles and the time. What the specification leaves open is
// decided beside the code that needs it; errata sheet 4.0 of OCPP 1.6 is part of the rules.
export type {
  ChargingProfile,
  ChargingProfilePurpose,
  ChargingProfiles,
  ChargingRateUnit,
  InstalledProfile,
} from './profiles.js';
export { clearProfiles, dropTransactionProfiles, noProfiles } from './profiles.js';
export type { InstallContext, InstallResult, ProfileCapabilities } from './install-profile.js';
export { checkRemoteStartProfile, installProfile } from './install-profile.js';
export type { ChargingLimit, Outlet, Supply } from './limits.js';
export { limitAt, mostForOutletW, stationLimitAt } from './limits.js';
export type { CompositeRequest, CompositeSchedule, Site } from './composite-schedule.js';
export { compositeSchedule } from './composite-schedule.js';
