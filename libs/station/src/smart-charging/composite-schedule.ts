// GetCompositeSchedule (OCPP 1.6 §5.7): all profiles and the station's own limits merged into one schedule.
import type { v16 } from '@simulator/ocpp';
import { leadingAt, rankedForConnector, rankedForStation } from './leading-profile.js';
import { conductors, limitOf, mostForOutletW } from './limits.js';
import type { ChargingLimit, Outlet, Supply } from './limits.js';
import type { ChargingProfiles, ChargingRateUnit } from './profiles.js';
import type { Timeline } from './timeline.js';

/** What the station can do without any profile. */
export interface Site {
  /** The grid connection. */
  supply: Supply;
  /** Of all connectors together; Infinity: no limit of its own. */
  maxW: number;
  /** Every connector with its own maximum on all the phases of its supply, finite. */
  outlets: readonly (Outlet & { maxW: number })[];
}

export interface CompositeRequest {
  /** 0: the total of the station. */
  connectorId: number;
  durationS: number;
  /** Absent: the unit of the profile that leads first; without one A for AC, W for DC. */
  unit?: ChargingRateUnit | undefined;
  /** ChargingScheduleMaxPeriods: a schedule with more is cut there, and its duration says so. Default: no limit. */
  maxPeriods?: number;
}

export interface CompositeSchedule {
  /** Epoch milliseconds: the whole second in which `now` lies. */
  scheduleStart: number;
  chargingSchedule: NonNullable<v16.ResponseOf<'GetCompositeSchedule'>['chargingSchedule']>;
}

/** A frozen station is worse than a short answer: bounds the work for years of short periods. */
const MAX_SAMPLES = 20_000;

interface Sample {
  startPeriod: number;
  limitW: number;
  /** 0: DC. */
  phases: number;
  voltageV: number;
  unit: ChargingRateUnit | null;
  until: number;
}

/**
 * Right to the second: the limit of second n is the one in force at scheduleStart + n s (of second 0: at `now`).
 * Limits are rounded down to 0.1, so that none exceeds what was merged (§3.13.3).
 * null, to be answered with Rejected: an unknown connector, or a duration below one second.
 */
export function compositeSchedule(
  profiles: ChargingProfiles,
  site: Site,
  request: CompositeRequest,
  now: number,
): CompositeSchedule | null {
  const sampleAt = samplerFor(profiles, site, request.connectorId, now);
  if (sampleAt === null || !(request.durationS >= 1)) return null;
  const scheduleStart = Math.floor(now / 1000) * 1000;
  const { samples, coveredS } = collect(sampleAt, now, scheduleStart, request.durationS);
  const isDc = samples[0]!.phases === 0;
  const unit = request.unit ?? samples.find((sample) => sample.unit !== null)?.unit ?? (isDc ? 'W' : 'A');
  const all = merge(samples, unit);
  const periods = all.slice(0, request.maxPeriods);
  const duration = all[periods.length]?.startPeriod ?? coveredS;
  return { scheduleStart, chargingSchedule: { duration, chargingRateUnit: unit, chargingSchedulePeriod: periods } };
}

type Sampler = (at: number) => Omit<Sample, 'startPeriod'>;

function samplerFor(profiles: ChargingProfiles, site: Site, connectorId: number, now: number): Sampler | null {
  const station = rankedForStation(profiles);
  const outlets = site.outlets.map((outlet) => {
    const { transaction } = outlet;
    // Without a transaction: as if one started now, so that the schedule shows what a driver would get.
    const since = transaction?.startedAt ?? now;
    return { outlet, timelines: rankedForConnector(profiles, outlet.connectorId, transaction?.localId ?? null, since) };
  });
  if (connectorId === 0) return (at) => stationSample(site, limitOf(leadingAt(station, at), site.supply), outlets, at);
  const entry = outlets.find(({ outlet }) => outlet.connectorId === connectorId);
  if (entry === undefined) return null;
  return (at) => {
    const sample = outletSample(entry, limitOf(leadingAt(station, at), site.supply), at);
    return { ...sample, limitW: Math.min(sample.limitW, site.maxW) };
  };
}

interface OutletEntry {
  outlet: Site['outlets'][number];
  timelines: readonly Timeline[];
}

function outletSample(
  { outlet, timelines }: OutletEntry,
  station: ChargingLimit,
  at: number,
): Omit<Sample, 'startPeriod'> {
  const { supply } = outlet;
  const own = limitOf(leadingAt(timelines, at), supply);
  const phases = supply.phases === 0 ? 0 : (conductors(supply, own.numberPhases) as Supply['phases']);
  const maxW = phases === 0 ? outlet.maxW : (outlet.maxW / supply.phases) * phases;
  const stationW = mostForOutletW(station, { voltageV: supply.voltageV, phases });
  return {
    limitW: Math.min(own.limitW, maxW, stationW),
    phases,
    voltageV: supply.voltageV,
    unit: own.unit ?? station.unit,
    until: Math.min(own.until, station.until),
  };
}

/** What the station expects to take from the grid: all that its connectors may, within its own limit. */
function stationSample(
  site: Site,
  station: ChargingLimit,
  outlets: readonly OutletEntry[],
  at: number,
): Omit<Sample, 'startPeriod'> {
  const parts = outlets.map((entry) => outletSample(entry, station, at));
  const sumW = parts.reduce((sum, part) => sum + part.limitW, 0);
  return {
    limitW: Math.min(sumW, station.limitW, site.maxW),
    phases: site.supply.phases === 0 ? 0 : conductors(site.supply, station.numberPhases),
    voltageV: site.supply.voltageV,
    unit: station.unit ?? parts.find((part) => part.unit !== null)?.unit ?? null,
    until: parts.reduce((until, part) => Math.min(until, part.until), station.until),
  };
}

/** One sample for each stretch in which nothing changes; `coveredS` is short of the duration when there are too many. */
function collect(sampleAt: Sampler, now: number, scheduleStart: number, durationS: number) {
  const samples: Sample[] = [];
  let startPeriod = 0;
  while (startPeriod < durationS && samples.length < MAX_SAMPLES) {
    const sample = sampleAt(startPeriod === 0 ? now : scheduleStart + startPeriod * 1000);
    samples.push({ startPeriod, ...sample });
    startPeriod = Math.ceil((sample.until - scheduleStart) / 1000);
  }
  return { samples, coveredS: Math.min(startPeriod, durationS) };
}

type Period = CompositeSchedule['chargingSchedule']['chargingSchedulePeriod'][number];

function merge(samples: readonly Sample[], unit: ChargingRateUnit): Period[] {
  const periods: Period[] = [];
  for (const { startPeriod, limitW, phases, voltageV } of samples) {
    const exact = unit === 'W' ? limitW : limitW / (voltageV * (phases === 0 ? 1 : phases));
    // The small addition undoes what binary fractions lose: 16 A must not become 15.9 A.
    const limit = Math.floor(exact * 10 + 1e-6) / 10;
    const last = periods.at(-1);
    if (last?.limit === limit && (last.numberPhases ?? 0) === phases) continue;
    periods.push(phases === 0 ? { startPeriod, limit } : { startPeriod, limit, numberPhases: phases });
  }
  return periods;
}
