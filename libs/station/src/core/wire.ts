// The wire as it is on a bad day: every frame that leaves passes here, and the faults are drawn from the station's seed.
import { realMs } from '../clock.js';
import { nextRandom } from '../random.js';
import type { StationOutput } from '../output.js';
import type { HeldFrame, Station, WireFaults } from '../station.js';
import { log } from '../turn.js';
import type { Turn } from '../turn.js';

type FrameOutput = Extract<StationOutput, { type: 'sendFrame' }>;

/** How long a frame that is to be overtaken waits at most. */
const REORDER_MS = 2_000;

/** Lets the faults of the wire loose on this step's frames, and releases frames whose delay is over. */
export function passThroughWire(turn: Turn): void {
  const { station, outputs } = turn;
  const faults = station.wireFaults;
  if (faults === null && station.heldFrames.length === 0) return;
  for (let index = 0; faults !== null && index < outputs.length; index++) {
    const output = outputs[index]!;
    if (output.type !== 'sendFrame') continue;
    const sent = disturbFrame(turn, output, faults);
    outputs.splice(index, 1, ...sent);
    index += sent.length - 1;
  }
  release(turn);
}

/** How often a frame from the CSMS arrives: 0, 1 or 2 times. */
export function arrivals(turn: Turn): 0 | 1 | 2 {
  const { station } = turn;
  const { dropReceived = 0, duplicateReceived = 0 } = station.wireFaults ?? {};
  if (dropReceived > 0 && nextRandom(station) < dropReceived) {
    log(turn, 'debug', 'Fault on purpose: a frame of the CSMS is lost');
    return 0;
  }
  return duplicateReceived > 0 && nextRandom(station) < duplicateReceived ? 2 : 1;
}

/** What becomes of one frame: nothing, itself, itself twice, something broken; or it is held back. */
function disturbFrame(turn: Turn, frame: FrameOutput, faults: WireFaults): FrameOutput[] {
  const { station } = turn;
  const happens = (probability: number): boolean => probability > 0 && nextRandom(station) < probability;
  if (happens(faults.drop) || (frame.messageType !== 2 && happens(faults.noReply))) {
    log(turn, 'debug', `Fault on purpose: ${frame.action} ${frame.messageId} is lost`);
    return [];
  }
  const broken = { ...frame, text: breakText(frame, faults, happens) };
  const isTwice = happens(faults.duplicate);
  const isOvertaken = happens(faults.reorder);
  const latencyMs = faults.latencyMs + (faults.jitterMs > 0 ? nextRandom(station) * faults.jitterMs : 0);
  const delayMs = latencyMs + (isOvertaken ? REORDER_MS : 0);
  const frames = isTwice ? [broken, broken] : [broken];
  if (delayMs <= 0) return frames;
  const at = turn.now + realMs(station, Math.ceil(delayMs));
  for (const { text, messageId, messageType, action, cause } of frames) {
    station.heldFrames.push({ at: keepOrder(station, at, isOvertaken), text, messageId, messageType, action, cause });
  }
  return [];
}

/** Jitter alone never lets one frame overtake another: TCP does not either. */
function keepOrder({ heldFrames }: Station, at: number, isOvertaken: boolean): number {
  const last = isOvertaken ? undefined : heldFrames.at(-1);
  return last === undefined ? at : Math.max(at, Math.min(last.at, at + REORDER_MS / 2));
}

function breakText(
  { text, messageType, messageId }: FrameOutput,
  faults: WireFaults,
  happens: (probability: number) => boolean,
): string {
  if (happens(faults.malformedJson)) return text.slice(0, Math.max(1, text.length - 2));
  if (happens(faults.schemaViolation)) return breakSchema(text);
  if (messageType !== 2 && happens(faults.wrongMessageId)) {
    return text.replace(JSON.stringify(messageId), JSON.stringify(`wrong-${messageId}`));
  }
  return text;
}

/** The payload's first field gets a value of a type that no schema of OCPP has for it. */
function breakSchema(text: string): string {
  const frame = JSON.parse(text) as unknown[];
  const index = frame[0] === 2 ? 3 : 2;
  const payload = frame[index];
  if (typeof payload !== 'object' || payload === null) return text;
  const [field = 'unexpected'] = Object.keys(payload);
  frame[index] = { ...payload, [field]: [[null]] };
  return JSON.stringify(frame);
}

function release({ station, outputs, now }: Turn): void {
  if (station.heldFrames.length === 0) return;
  const due = station.heldFrames.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
  if (due.length === 0) return;
  station.heldFrames = station.heldFrames.filter(({ at }) => at > now);
  for (const { text, messageId, messageType, action, cause } of due) {
    outputs.push({ type: 'sendFrame', text, messageId, messageType, action, cause });
  }
}

export function nextRelease(held: readonly HeldFrame[]): number {
  return held.reduce((next, { at }) => Math.min(next, at), Infinity);
}
