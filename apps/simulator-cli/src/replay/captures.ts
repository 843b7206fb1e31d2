// Captures of sessions, all read and checked before the first one is replayed.
import { readFileSync } from 'node:fs';
import type { CapturedStep } from '@simulator/station';
import { capturedSteps, readCapture } from '@simulator/station-runner/capture';
import { ExitError } from '../exit-codes.js';

export interface LoadedCapture {
  file: string;
  steps: CapturedStep[];
}

/** @throws ExitError with a line for each file that cannot be used: file, place, reason */
export function loadCaptures(files: readonly string[]): LoadedCapture[] {
  const problems: string[] = [];
  const loaded = files.map((file) => {
    const steps = stepsOf(file);
    if (typeof steps === 'string') problems.push(`${file}: ${steps}`);
    return { file, steps: typeof steps === 'string' ? [] : steps };
  });
  if (problems.length > 0) throw new ExitError('wrongArguments', problems.join('\nsimulate: '));
  return loaded;
}

function stepsOf(file: string): CapturedStep[] | string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return `cannot be read: ${(error as Error).message}`;
  }
  const capture = readCapture(text);
  if (!capture.ok) return capture.problem;
  const steps = capturedSteps(capture.entries);
  return steps.some(({ kind }) => kind === 'exchange') ? steps : 'holds no exchange: there is nothing to replay';
}
