// A session as data: where it began, and every input with its time. Played again, it sends the same frames, byte for byte.
import type { StationConfig } from '../config.js';
import type { StationInput } from '../input.js';
import type { Station } from '../station.js';
import { step } from '../step.js';
import { isObject } from './shapes.js';

const VERSION = 1;

export interface RecordedInput {
  /** The shell's time, epoch milliseconds. */
  at: number;
  input: StationInput;
}

/** Plain JSON. */
export interface Recording {
  version: typeof VERSION;
  seed: number;
  config: StationConfig;
  /** The station before the first input, without its config; numbers that JSON does not know stand as {"$number": name}. */
  start: unknown;
  inputs: RecordedInput[];
}

export interface Recorder {
  readonly recording: Recording;
  /** Call it with every input that `step` is given, and with its time. */
  record(input: StationInput, now: number): void;
}

/** Takes its own copy of the station. */
export function createRecorder(station: Station): Recorder {
  const { config, ...state } = station;
  const recording: Recording = {
    version: VERSION,
    seed: config.seed,
    config: copyOf(config) as StationConfig,
    start: encode(state),
    inputs: [],
  };
  return {
    recording,
    record: (input, now) => void recording.inputs.push({ at: now, input: copyOf(input) as StationInput }),
  };
}

export interface ReplayedFrame {
  at: number;
  text: string;
}

/** Plays the recording again: the frames that the station sends, and the state in which it ends. */
export function replay(recording: Recording): { frames: ReplayedFrame[]; station: Station } {
  const state = decode(recording.start) as Omit<Station, 'config'>;
  const station: Station = { ...state, config: copyOf(recording.config) as StationConfig };
  const frames: ReplayedFrame[] = [];
  for (const { at, input } of recording.inputs) {
    for (const output of step(station, decode(input) as StationInput, at)) {
      if (output.type === 'sendFrame') frames.push({ at, text: output.text });
    }
  }
  return { frames, station };
}

/** Reads a recording file. */
export function parseRecording(text: string): { ok: true; recording: Recording } | { ok: false; problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, problem: `no JSON: ${(error as Error).message}` };
  }
  if (!isObject(value)) return { ok: false, problem: 'a recording is an object' };
  if (value['version'] !== VERSION) {
    return { ok: false, problem: `version ${JSON.stringify(value['version'])}; this release reads version ${VERSION}` };
  }
  if (!isObject(value['config']) || !isObject(value['start'])) {
    return { ok: false, problem: '"config" and "start" must be objects' };
  }
  const inputs = value['inputs'];
  if (!Array.isArray(inputs)) return { ok: false, problem: '"inputs" must be a list' };
  const bad = inputs.findIndex((entry) => !isRecordedInput(entry));
  if (bad >= 0) return { ok: false, problem: `inputs[${bad}] must be {"at": number, "input": {"type": …}}` };
  return { ok: true, recording: value as unknown as Recording };
}

function isRecordedInput(entry: unknown): boolean {
  return (
    isObject(entry) &&
    typeof entry['at'] === 'number' &&
    isObject(entry['input']) &&
    typeof entry['input']['type'] === 'string'
  );
}

/** A copy that shares nothing, with JSON's own means: members that are undefined are left out. */
function copyOf(value: unknown): unknown {
  return JSON.parse(JSON.stringify(encode(value))) as unknown;
}

/** Never is Infinity in the state, which JSON would turn into null. */
function encode(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
  if (Object.is(value, -0)) return { $number: '-0' };
  if (Array.isArray(value)) return value.map(encode);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => [name, encode(item)]),
  );
}

function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (!isObject(value)) return value;
  const { $number: special } = value;
  if (typeof special === 'string' && Object.keys(value).length === 1) return Number(special);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, decode(item)]));
}
