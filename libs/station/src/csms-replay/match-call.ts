// Which CALL of the capture a CALL of the station is.
import { isObject } from '../scenarios/shapes.js';
import type { CapturedExchange } from './captured.js';
import { payloadDifferences } from './compare.js';
import type { CsmsReplay } from './replay-state.js';

/**
 * Index of the step, null: the capture has no such call. It may be any that could have come by now: not one after a CALL of
 * the CSMS or a gesture that is still to come, unless nothing else fits and it says exactly the same.
 */
export function matchOf(replay: CsmsReplay, action: string, payload: unknown): number | null {
  const { steps, outcomes, position } = replay;
  const later = steps.findIndex(
    (step, index) => index >= position && (step.kind === 'gesture' || step.from === 'csms') && !isDone(replay, index),
  );
  const reach = later < 0 ? steps.length : later;
  let alike: number | null = null;
  let exactLater: number | null = null;
  for (const [index, step] of steps.entries()) {
    if (step.kind !== 'exchange' || step.from !== 'station' || step.action !== action) continue;
    if (outcomes[index]!.call !== null) continue;
    const isExact = payloadDifferences(step.payload, payload).length === 0;
    if (index < reach && isExact) return index;
    if (index < reach && isAlike(step, payload)) alike ??= index;
    if (index >= reach && isExact) exactLater ??= index;
  }
  return alike ?? exactLater;
}

const isDone = ({ outcomes }: CsmsReplay, index: number): boolean =>
  outcomes[index]!.verdict === 'done' || outcomes[index]!.call !== null;

/** About the same connector: what else differs is a deviation. */
function isAlike(step: CapturedExchange, payload: unknown): boolean {
  return connectorOf(step.payload) === connectorOf(payload);
}

const connectorOf = (payload: unknown): unknown => (isObject(payload) ? payload['connectorId'] : undefined);
