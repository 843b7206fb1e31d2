// Refuses what no honest client sends, before anything else looks at it.
import { behaviourFor } from '@simulator/deployment';
import { problem } from './answers.js';
import type { Step } from '../step.js';

const READ_METHODS = ['GET', 'HEAD', 'OPTIONS'];

export const checkRequest: Step = (request) => {
  const flaw = flawOf(request.uri);
  if (flaw !== null) return { answer: problem(400, 'Bad Request', flaw) };
  if (behaviourFor(request.uri).methods === 'read' && !READ_METHODS.includes(request.method)) {
    const answer = problem(405, 'Method Not Allowed', `${request.method} is not possible here.`);
    return { answer: { ...answer, headers: { ...answer.headers, allow: [{ value: READ_METHODS.join(', ') }] } } };
  }
  return { request };
};

/** What is wrong with a path, or null. */
export function flawOf(path: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return 'The path has a malformed percent escape.';
  }
  if (hasControlCharacter(decoded)) return 'The path has a control character.';
  if (decoded.includes('\\')) return 'The path has a backslash.';
  if (decoded.split('/').some((segment) => segment === '.' || segment === '..')) return 'The path has a dot segment.';
  return null;
}

export function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character < ' ' || character === '\u007f');
}
