// The reports of the parts of a fleet, added up to one of the whole.
import { readFileSync, writeFileSync } from 'node:fs';
import { ExitError, exitCodes } from '../exit-codes.js';
import type { MergeOptions } from '../tasks.js';
import { fleetReportLines, latencyFigures } from './fleet-report.js';
import type { FleetReport } from './fleet-report.js';
import { LatencyHistogram } from './latency-histogram.js';
import { refuseUnwritable } from './run-fleet.js';

/** The whole fleet: `process` is of all processes together, `maxRssMb` the sum of their greatest. */
export type MergedReport = FleetReport & {
  /** Parts of the fleet that no report is about. */
  missingShards: number[];
};

/**
 * Reads the reports, prints and writes their sum. Returns the exit code: the first of a part that is not 0.
 * @throws ExitError with one line when a file is no report, or the reports are not of one fleet
 */
export function mergeReports({ files, reportFile, json }: MergeOptions, print: (line: string) => void): number {
  if (reportFile !== undefined) refuseUnwritable(reportFile);
  const merged = merge(files.map((file) => ({ file, report: read(file) })));
  if (reportFile !== undefined) writeFileSync(reportFile, `${JSON.stringify(merged, null, 2)}\n`);
  if (json) print(JSON.stringify({ kind: 'result', ...merged }));
  else for (const line of fleetReportLines(merged)) print(line);
  if (merged.missingShards.length > 0) {
    const missing = merged.missingShards.map((index) => `${index}/${merged.shard.count}`).join(', ');
    process.stderr.write(`simulate: there is no report of the parts ${missing}\n`);
  }
  return merged.exitCode;
}

interface Part {
  file: string;
  report: FleetReport;
}

function merge(parts: Part[]): MergedReport {
  const [first] = parts;
  if (first === undefined) throw new ExitError('wrongArguments', '--merge-reports needs the files of reports');
  const { seed, shard } = first.report;
  const seen = new Map<number, string>();
  for (const { file, report } of parts) {
    if (report.seed !== seed || report.shard.count !== shard.count) {
      throw new ExitError('wrongArguments', `${file} is not about the same fleet as ${first.file}`);
    }
    const twin = seen.get(report.shard.index);
    if (twin !== undefined) throw new ExitError('wrongArguments', `${file} and ${twin} are about the same part`);
    seen.set(report.shard.index, file);
  }
  const reports = parts.map(({ report }) => report);
  const missingShards = Array.from({ length: shard.count }, (_, index) => index + 1).filter(
    (index) => !seen.has(index),
  );
  const failed = reports.find(({ exitCode }) => exitCode !== 0)?.exitCode ?? exitCodes.done.code;
  const latency = new LatencyHistogram();
  for (const { latencyHistogram } of reports) latency.addAll(latencyHistogram);
  return {
    version: 1,
    exitCode: failed === 0 && missingShards.length > 0 ? exitCodes.failed.code : failed,
    seed,
    shard: { index: 1, count: shard.count },
    missingShards,
    durationS: Math.max(...reports.map(({ durationS }) => durationS)),
    stations: {
      ...sums(reports.map(({ stations }) => ({ ...stations, allRegisteredS: 0 }))),
      allRegisteredS: latestOf(reports.map(({ stations }) => stations.allRegisteredS)),
    },
    transactions: sums(reports.map(({ transactions }) => transactions)),
    messages: {
      sent: total(reports.map(({ messages }) => messages.sent)),
      received: total(reports.map(({ messages }) => messages.received)),
      calls: countsByName(reports.map(({ messages }) => messages.calls)),
    },
    failures: {
      ...sums(reports.map(({ failures: { reasons: _reasons, ...counts } }) => counts)),
      reasons: countsByName(reports.map(({ failures }) => failures.reasons)),
    },
    latencyMs: latencyFigures(latency),
    latencyHistogram: latency.toJson(),
    process: sums(reports.map(({ process: used }) => used)),
  };
}

const total = (values: number[]): number => Number(values.reduce((sum, value) => sum + value, 0).toFixed(1));

function sums<T extends Record<string, number>>(parts: T[]): T {
  const names = Object.keys(parts[0] ?? {}) as (keyof T)[];
  return Object.fromEntries(names.map((name) => [name, total(parts.map((part) => part[name] ?? 0))])) as T;
}

function countsByName(parts: Record<string, number>[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const [name, count] of parts.flatMap((part) => Object.entries(part))) {
    counts.set(name, (counts.get(name) ?? 0) + count);
  }
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
}

/** Null when one part never had all of its stations registered. */
function latestOf(times: (number | null)[]): number | null {
  return times.includes(null) ? null : Math.max(...times.map(Number));
}

function read(file: string): FleetReport {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ExitError(
      'wrongArguments',
      `${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`,
    );
  }
  const report = parse(text);
  if (!isReport(report))
    throw new ExitError('wrongArguments', `${file} is no report of a fleet (--report) of this version`);
  return report;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Whether everything is there that is added up. */
function isReport(value: unknown): value is FleetReport {
  const report = value as Partial<FleetReport> | null;
  if (typeof report !== 'object' || report === null || report.version !== 1) return false;
  const { shard, stations, transactions, messages, failures, latencyHistogram, process: used } = report;
  const parts = [shard, stations, transactions, messages, failures, latencyHistogram, used];
  if (parts.some((part) => typeof part !== 'object' || part === null)) return false;
  const numbers = [report.seed, report.exitCode, report.durationS, shard?.index, shard?.count];
  const { counts, maxMs } = latencyHistogram ?? {};
  return (
    [...numbers, stations?.asked, transactions?.started, messages?.sent, maxMs].every(Number.isFinite) &&
    Array.isArray(counts) &&
    counts.every(Number.isInteger)
  );
}
