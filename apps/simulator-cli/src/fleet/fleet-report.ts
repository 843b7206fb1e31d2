// The result of a fleet, for programs and for people.
import type { Shard } from '../option-values.js';
import type { Fleet } from './fleet.js';
import type { LatencyHistogram } from './latency-histogram.js';

export interface FleetReport {
  version: 1;
  exitCode: number;
  seed: number;
  /** The part of the fleet that this is about. */
  shard: Shard;
  durationS: number;
  stations: {
    asked: number;
    switchedOn: number;
    registered: number;
    /** Seconds until all were registered; null: they never were. */
    allRegisteredS: number | null;
    /** Stopped by a fault of the simulator. */
    broken: number;
  };
  transactions: { started: number; stopped: number; notConfirmed: number; energyWh: number };
  messages: { sent: number; received: number; calls: Record<string, number> };
  failures: {
    connectionsFailed: number;
    connectionsLost: number;
    callErrors: number;
    callsUnanswered: number;
    tagsRefused: number;
    reasons: Record<string, number>;
  };
  /** Of answered CALLs; at most 5 % above the true value. */
  latencyMs: LatencyFigures;
  /** From which the latencies of several reports are added up: CALLs by bucket; each is 5 % wider than the one before. */
  latencyHistogram: { counts: number[]; maxMs: number };
  process: { cpuS: number; maxRssMb: number };
}

export interface LatencyFigures {
  p50: number | null;
  p90: number | null;
  p99: number | null;
  max: number | null;
}

export const rounded = (value: number | null, digits = 1) => (value === null ? null : Number(value.toFixed(digits)));

export function fleetReport(fleet: Fleet, ending: { seed: number; shard: Shard; unsettled: number; exitCode: number }) {
  const { statistics: counted } = fleet;
  const { user, system } = process.cpuUsage();
  let energyWh = 0;
  for (const { hosted } of fleet.members) {
    for (const { registerWh } of hosted?.station.connectors ?? []) energyWh += registerWh;
  }
  const report: FleetReport = {
    version: 1,
    exitCode: ending.exitCode,
    seed: ending.seed,
    shard: ending.shard,
    durationS: rounded((performance.now() - fleet.startedAt) / 1000)!,
    stations: {
      asked: fleet.asked,
      switchedOn: fleet.size,
      registered: fleet.registeredCount,
      allRegisteredS: fleet.allRegisteredMs === null ? null : rounded(fleet.allRegisteredMs / 1000),
      broken: counted.brokenStations,
    },
    transactions: {
      started: counted.transactionsStarted,
      stopped: counted.transactionsStopped,
      notConfirmed: ending.unsettled,
      energyWh: Math.round(energyWh),
    },
    messages: { sent: counted.sent, received: counted.received, calls: Object.fromEntries(counted.callsSent) },
    failures: {
      connectionsFailed: counted.connectionsFailed,
      connectionsLost: counted.connectionsLost,
      callErrors: counted.callErrors,
      callsUnanswered: counted.callsUnanswered,
      tagsRefused: counted.refusedTags,
      reasons: Object.fromEntries([...counted.reasons].sort(([, a], [, b]) => b - a)),
    },
    latencyMs: latencyFigures(counted.latency),
    latencyHistogram: counted.latency.toJson(),
    process: { cpuS: rounded((user + system) / 1e6)!, maxRssMb: Math.round(process.resourceUsage().maxRSS / 1024) },
  };
  return report;
}

export function latencyFigures(latency: LatencyHistogram): LatencyFigures {
  return {
    p50: rounded(latency.percentile(50)),
    p90: rounded(latency.percentile(90)),
    p99: rounded(latency.percentile(99)),
    max: latency.total === 0 ? null : rounded(latency.maxMs),
  };
}

export function fleetReportLines(report: FleetReport): string[] {
  const { stations, transactions, messages, failures, latencyMs, durationS } = report;
  const all = stations.allRegisteredS === null ? '' : `, all after ${stations.allRegisteredS} s`;
  const calls = Object.entries(messages.calls).map(([action, count]) => `${action} ${count}`);
  const unconfirmed = transactions.notConfirmed === 0 ? '' : `, ${transactions.notConfirmed} not confirmed`;
  const lines = [
    `Stations      ${stations.registered} of ${stations.asked} registered${all}`,
    `Transactions  ${transactions.started} started, ${transactions.stopped} stopped${unconfirmed}, ${(transactions.energyWh / 1000).toFixed(1)} kWh`,
    `Messages      ${messages.sent} sent, ${messages.received} received in ${durationS} s`,
    ...(calls.length === 0 ? [] : [`              ${calls.join(', ')}`]),
    `Latency       ${latencyText(latencyMs)}`,
    `Failures      ${failureText(failures)}`,
    ...Object.entries(failures.reasons).map(([reason, count]) => `              ${count} × ${reason}`),
    `Process       ${report.process.cpuS} s CPU, ${report.process.maxRssMb} MB`,
  ];
  if (stations.broken > 0) lines.push(`Broken        ${stations.broken} stations stopped by a fault of the simulator`);
  return lines;
}

function latencyText({ p50, p90, p99, max }: FleetReport['latencyMs']): string {
  return p50 === null ? 'no answered CALL' : `p50 ${p50} ms, p90 ${p90} ms, p99 ${p99} ms, max ${max} ms`;
}

function failureText(failures: FleetReport['failures']): string {
  const counts = [
    [failures.connectionsFailed, 'connections failed'],
    [failures.connectionsLost, 'connections lost'],
    [failures.callErrors, 'CALLERRORs'],
    [failures.callsUnanswered, 'CALLs unanswered'],
    [failures.tagsRefused, 'starts refused'],
  ] as const;
  const some = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return some.length === 0 ? 'none' : some.join(', ');
}
