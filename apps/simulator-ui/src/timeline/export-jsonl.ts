// The timeline as a file: one JSON object a line. Pure.
import { gestureOf } from '@simulator/station';
import type { TimelineRow } from './row.js';

export function toJsonl(rows: readonly TimelineRow[]): string {
  return rows.map((row) => `${JSON.stringify(lineOf(row))}\n`).join('');
}

function lineOf(row: TimelineRow): Record<string, unknown> {
  const at = new Date(row.at).toISOString();
  switch (row.kind) {
    case 'event':
      return {
        at,
        kind: row.kind,
        level: row.level,
        text: row.text,
        step: (row.input && gestureOf(row.input)) ?? undefined,
      };
    case 'stray':
      return { at, kind: row.kind, from: row.from, problem: row.problem, frame: row.text };
    case 'exchange': {
      const { from, action, messageId, cause, text, answer, lost } = row;
      const answered = answer && {
        at: new Date(answer.at).toISOString(),
        ...{ outcome: answer.outcome, frame: answer.text, cause: answer.instead },
      };
      // The frames as they were: what is wrong in them stays wrong.
      return { at, kind: row.kind, from, action, messageId, cause, frame: text, answer: answered, lost };
    }
  }
}
