// A timeline read back from a file: JSONL as this page writes it, or a HAR of this page or of Chromium. Pure.
import { parseGesture } from '@simulator/station';
import type { TimelineEntry } from '../timeline.js';

export type CaptureOutcome = { ok: true; entries: TimelineEntry[] } | { ok: false; problem: string };

interface Line {
  at: number;
  /** Of two at the same time, the one that comes first. */
  order: number;
  entry: TimelineEntry;
}

type Json = Record<string, unknown>;

/** @returns the entries in order, numbered anew, or what is wrong and where; nothing is taken then */
export function readCapture(text: string): CaptureOutcome {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: false, problem: 'is empty' };
  try {
    const lines = isHar(trimmed) ? fromHar(JSON.parse(trimmed) as Json) : fromJsonl(trimmed);
    if (lines.length === 0) return { ok: false, problem: 'holds no message' };
    lines.sort((a, b) => a.at - b.at || a.order - b.order);
    return { ok: true, entries: lines.map(({ entry }, index) => ({ ...entry, number: index + 1 })) };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

function isHar(text: string): boolean {
  if (!text.startsWith('{')) return false;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'log' in value;
  } catch {
    // More than one line: no HAR.
    return false;
  }
}

function fromJsonl(text: string): Line[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const where = `line ${index + 1}`;
    const value = objectOf(parsed(line, where), where);
    const at = timeOf(value['at'], `${where}: "at"`);
    if (value['kind'] === 'event') return [eventLine(at, index, value, where)];
    const from = sideOf(value['from'], `${where}: "from"`);
    const cause = typeof value['cause'] === 'string' ? value['cause'] : '';
    const call = frameLine({ at, order: 2 * index, from, text: textOf(value['frame'], `${where}: "frame"`), cause });
    if (value['answer'] == null) return [call];
    const answer = objectOf(value['answer'], `${where}: "answer"`);
    const answeredAt = timeOf(answer['at'], `${where}: "answer.at"`);
    const other = from === 'station' ? 'csms' : 'station';
    const answerText = textOf(answer['frame'], `${where}: "answer.frame"`);
    const instead = typeof answer['cause'] === 'string' ? answer['cause'] : '';
    return [call, frameLine({ at: answeredAt, order: 2 * index + 1, from: other, text: answerText, cause: instead })];
  });
}

function fromHar(har: Json): Line[] {
  const log = objectOf(har['log'], '/log');
  const entries = log['entries'];
  if (!Array.isArray(entries)) throw new Error('/log/entries is not a list');
  return entries.flatMap((entry: unknown, number) => {
    const messages = objectOf(entry, `/log/entries/${number}`)['_webSocketMessages'];
    if (!Array.isArray(messages)) return [];
    return messages.map((message: unknown, index): Line => {
      const where = `/log/entries/${number}/_webSocketMessages/${index}`;
      const { type, time, data } = objectOf(message, where);
      if (type !== 'send' && type !== 'receive') throw new Error(`${where}/type must be "send" or "receive"`);
      if (typeof time !== 'number' || !Number.isFinite(time)) throw new Error(`${where}/time must be a number`);
      const from = type === 'send' ? 'station' : 'csms';
      return frameLine({ at: time * 1000, order: index, from, text: textOf(data, `${where}/data`), cause: '' });
    });
  });
}

interface FrameFacts {
  at: number;
  order: number;
  from: 'station' | 'csms';
  text: string;
  cause: string;
}

function frameLine({ at, order, from, text, cause }: FrameFacts): Line {
  const kind = from === 'station' ? 'sent' : 'received';
  return { at, order, entry: { number: 0, at, kind, text, messageType: null, messageId: null, action: null, cause } };
}

function eventLine(at: number, index: number, value: Json, where: string): Line {
  const levels = ['debug', 'info', 'warn', 'error'] as const;
  const level = levels.find((name) => name === value['level']) ?? 'info';
  const text = textOf(value['text'], `${where}: "text"`);
  const entry: TimelineEntry = { number: 0, at, kind: 'event', level, text };
  if (value['step'] === undefined) return { at, order: 2 * index, entry };
  const gesture = parseGesture(value['step']);
  if (!gesture.ok) throw new Error(`${where}: "step"${gesture.problem}`);
  return { at, order: 2 * index, entry: { ...entry, input: gesture.input } };
}

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${where} is no JSON (${(error as Error).message})`, { cause: error });
  }
}

function objectOf(value: unknown, where: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new Error(`${where} is not an object`);
}

function textOf(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  throw new Error(`${where} is not a text`);
}

function timeOf(value: unknown, where: string): number {
  const at = typeof value === 'string' ? Date.parse(value) : NaN;
  if (Number.isNaN(at)) throw new Error(`${where} is not a time such as 2026-01-05T08:00:00.000Z`);
  return at;
}

function sideOf(value: unknown, where: string): 'station' | 'csms' {
  if (value === 'station' || value === 'csms') return value;
  throw new Error(`${where} must be "station" or "csms"`);
}
