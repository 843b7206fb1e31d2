// Conditions on the station's state and on the messages of the run.
import { configurationKeys } from '../configuration/keys.js';
import type { ConfigurationKey } from '../configuration/keys.js';
import { configurationText } from '../configuration/read.js';
import { meterWh } from '../core/transactions.js';
import { isDisturbed } from '../station.js';
import type { Connector, Station } from '../station.js';
import type { ExpectStep, UntilCondition, WaitStep } from './condition-shapes.js';
import { comparisonProblem, show } from './match.js';
import type { Comparison } from './match.js';
import type { MessageLog } from './message-log.js';

type Waited = Extract<WaitStep, { wait: StateKind }>;
type Expected = Extract<ExpectStep | UntilCondition, { expect: StateKind }>;
type StateKind = keyof typeof checks;
/** A condition on the state, whichever step it stands in. */
export type StateCondition = (Waited | Expected) & { connectorId?: number };

export const isStateKind = (kind: string): kind is StateKind => Object.hasOwn(checks, kind);

/** Null when the condition holds, else the reason in words. */
export function stateProblem(kind: StateKind, condition: object, station: Station, log: MessageLog): string | null {
  const check = checks[kind] as (condition: object, seen: Seen) => string | null;
  const { connectorId = 1 } = condition as { connectorId?: number };
  const connector = station.connectors[connectorId - 1];
  if (connector === undefined && (connectorId !== 0 || (kind !== 'status' && kind !== 'errorCode'))) {
    return `this station has no connector ${connectorId}`;
  }
  const problem = check(condition, { station, connector: connector ?? null, log });
  if (problem === null) return null;
  const where = connector !== undefined && aboutConnector.has(kind) ? ` of connector ${connectorId}` : '';
  return `${kind}${where} ${problem}`;
}

interface Seen {
  station: Station;
  /** Null: connector 0. */
  connector: Connector | null;
  log: MessageLog;
}

const not = (actual: unknown, wanted: unknown): string | null =>
  (Array.isArray(wanted) ? wanted.includes(actual) : actual === wanted)
    ? null
    : `is ${show(actual)}, not ${show(wanted)}`;

type Is = { is: unknown };

const checks = {
  status: ({ is }: Is, { station, connector }: Seen) => not((connector ?? station.main).status, is),
  errorCode: ({ is }: Is, { station, connector }: Seen) =>
    not((connector ?? station.main).fault?.errorCode ?? 'NoError', is),
  transaction: ({ is }: Is, { connector }: Seen) => not(connector?.transaction ? 'running' : 'none', is),
  registration: ({ is }: Is, { station }: Seen) => not(station.registration, is),
  connection: ({ is }: Is, { station }: Seen) => not(station.connection.state, is),
  power: ({ is }: Is, { station }: Seen) => not(station.power, is),
  firmwareVersion: ({ is }: Is, { station }: Seen) => not(station.firmwareVersion, is),
  configuration: ({ key, is }: Is & { key: string }, { station }: Seen) =>
    Object.hasOwn(configurationKeys, key)
      ? not(configurationText(station, key as ConfigurationKey), is)
      : `has no key ${key}`,
  disturbed: ({ is }: Is, { station }: Seen) => not(isDisturbed(station), is),
  soc: (wanted: Comparison, { connector }: Seen) =>
    connector?.car ? comparisonProblem(connector.car.socPercent, wanted) : 'is unknown: no car is plugged in',
  energyWh: (wanted: Comparison, { connector }: Seen) => comparisonProblem(energyOf(connector!), wanted),
  registerWh: (wanted: Comparison, { connector }: Seen) => comparisonProblem(connector!.registerWh, wanted),
  powerW: (wanted: Comparison, { connector }: Seen) => comparisonProblem(connector!.flow.powerW, wanted),
  offeredW: (wanted: Comparison, { connector }: Seen) => comparisonProblem(connector!.offeredW, wanted),
  queued: (wanted: Comparison, { station }: Seen) => comparisonProblem(unansweredCalls(station), wanted),
  measurand: measurandProblem,
};

const aboutConnector = new Set<string>([
  'status',
  'errorCode',
  'transaction',
  'soc',
  'energyWh',
  'registerWh',
  'powerW',
  'offeredW',
  'measurand',
]);

/** CALLs that wait to be sent or to be answered. */
function unansweredCalls({ rpc, transactionMessages }: Station): number {
  // One that is kept until it is answered stays in its queue while it is on its way.
  const onItsWay = rpc.outstanding !== null && rpc.outstanding.context.purpose !== 'transaction' ? 1 : 0;
  return onItsWay + rpc.queue.length + transactionMessages.length;
}

/** Energy of the running transaction, else of the last one. */
function energyOf(connector: Connector): number {
  const { transaction, history } = connector;
  return transaction === null ? (history.at(-1)?.energyWh ?? 0) : meterWh(connector) - transaction.meterStartWh;
}

interface SampledValue {
  value: string;
  measurand?: string;
  phase?: string;
  context?: string;
}
interface MeterValuesPayload {
  connectorId: number;
  meterValue: { sampledValue: SampledValue[] }[];
}

/** The value that the last MeterValues of the connector told. */
function measurandProblem(
  wanted: Comparison & { measurand: string; phase?: string; context?: string },
  { connector, log }: Seen,
): string | null {
  const isAsked = (value: SampledValue): boolean =>
    (value.measurand ?? 'Energy.Active.Import.Register') === wanted.measurand &&
    (wanted.phase === undefined || value.phase === wanted.phase) &&
    (wanted.context === undefined || value.context === wanted.context);
  for (const { from, action, payload } of log.messages.toReversed()) {
    if (from !== 'sent' || action !== 'MeterValues' || payload === null) continue;
    const { connectorId, meterValue } = payload as MeterValuesPayload;
    if (connectorId !== connector!.id) continue;
    const found = meterValue.flatMap(({ sampledValue }) => sampledValue).findLast(isAsked);
    if (found === undefined) return `${wanted.measurand} is not in the last MeterValues`;
    const problem = comparisonProblem(Number(found.value), wanted);
    return problem === null ? null : `${wanted.measurand} ${problem}`;
  }
  return `${wanted.measurand} was never sent`;
}
