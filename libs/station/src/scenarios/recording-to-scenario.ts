// A recorded session as a scenario that a person can edit: what people did becomes steps, what came of it becomes waits.
import { parseFrame } from '@simulator/ocpp';
import type { CallFrame } from '@simulator/ocpp';
import { stepOf } from './do-steps.js';
import { replay } from './recording.js';
import type { Recording } from './recording.js';
import type { Scenario, ScenarioStep } from './scenario.js';
import { isObject } from './shapes.js';

/** Longer pauses are kept as waits. */
const PAUSE_MS = 1000;
/** Room for a slower CSMS when the scenario runs. */
const PATIENCE_S = 60;

interface Moment {
  at: number;
  step: ScenarioStep;
}

/**
 * `messages`: waits for what the station told, and for the pauses after it; `times`: waits for the pauses alone.
 * What the CSMS sent becomes csms steps.
 */
export function recordingToScenario(
  recording: Recording,
  name: string,
  waits: 'messages' | 'times' = 'messages',
): Scenario {
  const moments = [...doings(recording), ...(waits === 'messages' ? tellings(recording) : [])];
  // At the same time what was done comes before what was told of it: the sort is stable.
  moments.sort((a, b) => a.at - b.at);
  const steps: ScenarioStep[] = [];
  let last = moments[0]?.at ?? 0;
  for (const { at, step } of moments) {
    const isTold = 'wait' in step;
    if (!isTold && at - last >= PAUSE_MS) steps.push({ wait: 'seconds', seconds: seconds(at - last) });
    steps.push(isTold ? { ...step, timeoutS: Math.ceil((at - last) / 1000) + PATIENCE_S } : step);
    last = at;
  }
  const end = recording.inputs.at(-1)?.at ?? last;
  if (end - last >= PAUSE_MS || steps.length === 0) steps.push({ wait: 'seconds', seconds: seconds(end - last) });
  const { config, seed } = recording;
  const { vendor, model, serialNumber, firmwareVersion, connectors, maxPowerW, configuration } = config;
  return {
    name,
    description: 'Made from a recorded session.',
    seed,
    station: { vendor, model, serialNumber, firmwareVersion, connectors, maxPowerW, configuration },
    steps,
  };
}

const seconds = (ms: number): number => Math.round(ms / 100) / 10;

/** What people, faults and the CSMS did. */
function doings({ inputs }: Recording): Moment[] {
  const moments: Moment[] = [];
  for (const { at, input } of inputs) {
    const step = input.type === 'frameReceived' ? csmsStep(input.text) : stepOf(input);
    if (step !== null) moments.push({ at, step });
  }
  return moments;
}

function csmsStep(text: string): ScenarioStep | null {
  const frame = parseFrame(text);
  if (frame.type !== 'call') return null;
  return { csms: frame.action, payload: withoutNumbers(frame) };
}

/** The CSMS numbers transactions anew in every run. */
function withoutNumbers({ payload }: CallFrame): Record<string, unknown> {
  const members = isObject(payload) ? payload : {};
  return Object.hasOwn(members, 'transactionId') ? { ...members, transactionId: '${transactionId}' } : members;
}

/** Members that tell one message from another of its kind, and are the same in every run. */
const telling: Readonly<Record<string, readonly string[]>> = {
  BootNotification: [],
  StatusNotification: ['connectorId', 'status'],
  StartTransaction: ['connectorId', 'idTag'],
  StopTransaction: ['reason'],
  FirmwareStatusNotification: ['status'],
  DiagnosticsStatusNotification: ['status'],
};

/** What the station told the CSMS. */
function tellings(recording: Recording): Moment[] {
  const moments: Moment[] = [];
  for (const { at, text } of replay(recording).frames) {
    const frame = parseFrame(text);
    if (frame.type !== 'call') continue;
    const names = telling[frame.action];
    if (names === undefined) continue;
    const payload = isObject(frame.payload) ? frame.payload : {};
    const told = Object.fromEntries(names.filter((key) => key in payload).map((key) => [key, payload[key]]));
    moments.push({ at, step: { wait: 'sent', action: frame.action, payload: told } });
  }
  return moments;
}
