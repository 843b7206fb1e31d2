// What a station says now against what the capture has. What differs from one session to the next by its nature is left out.
import { show } from '../scenarios/match.js';
import { isObject } from '../scenarios/shapes.js';
import { isPeriodic } from './captured.js';
import type { CapturedAnswer } from './captured.js';

export interface Difference {
  /** Members and places, such as meterValue.0.sampledValue.1.unit; '' for the whole. */
  path: string;
  captured: string;
  now: string;
}

/** Members that are not compared, wherever they stand; of a sampledValue its value is not either. */
export const ignoredMembers: readonly string[] = [
  'timestamp',
  'currentTime',
  'meterStart',
  'meterStop',
  'scheduleStart',
  'startSchedule',
  'chargePointSerialNumber',
  'chargeBoxSerialNumber',
  'meterSerialNumber',
  'iccid',
  'imsi',
  'fileName',
  'filename',
  'csr',
];

const ignored = new Set(ignoredMembers);
const MAX_DIFFERENCES = 50;

export function payloadDifferences(captured: unknown, now: unknown): Difference[] {
  const found: Difference[] = [];
  compare(comparable(captured), comparable(now), '', found);
  return found;
}

/** The description and the details of a CALLERROR are words for people: only the code counts. */
export function answerDifferences(captured: CapturedAnswer, now: CapturedAnswer): Difference[] {
  if (captured.kind === 'result' && now.kind === 'result') return payloadDifferences(captured.payload, now.payload);
  const [before, after] = [codeOf(captured), codeOf(now)];
  return before === after ? [] : [{ path: '', captured: before, now: after }];
}

const codeOf = (answer: CapturedAnswer): string =>
  answer.kind === 'result' ? `CALLRESULT ${show(answer.payload)}` : `CALLERROR ${answer.errorCode}`;

/** The value without what is not compared. */
function comparable(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) {
    const items = name === 'transactionData' ? value.filter((item) => !isPeriodic(item)) : value;
    return items.map((item) => comparable(item, name));
  }
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(
    ([member]) => !ignored.has(member) && !(name === 'sampledValue' && member === 'value'),
  );
  return Object.fromEntries(kept.map(([member, item]) => [member, comparable(item, member)]));
}

function compare(captured: unknown, now: unknown, path: string, found: Difference[]): void {
  if (found.length >= MAX_DIFFERENCES) return;
  const bothLists = Array.isArray(captured) && Array.isArray(now);
  if (bothLists || (isObject(captured) && isObject(now) && !Array.isArray(captured) && !Array.isArray(now))) {
    const [before, after] = [captured as Record<string, unknown>, now as Record<string, unknown>];
    for (const member of new Set([...Object.keys(before), ...Object.keys(after)])) {
      compare(own(before, member), own(after, member), path === '' ? member : `${path}.${member}`, found);
    }
  } else if (captured !== now) found.push({ path, captured: show(captured), now: show(now) });
}

const own = (value: Record<string, unknown>, member: string): unknown =>
  Object.hasOwn(value, member) ? value[member] : undefined;
