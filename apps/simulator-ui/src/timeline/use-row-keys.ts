// J and K go from row to row, Enter opens the one they are at.
import { useState } from 'react';
import { useCommands } from '../commands/commands.js';
import { announce } from '../ui/announcer.js';
import type { TimelineRow } from './row.js';
import type { RowView } from './row-view.js';
import { summaryOf } from './summaries/index.js';
import { rowToReveal } from './timeline-tools.js';

interface RowKeys {
  view: RowView;
  stationKey: string;
  onToggle: (number: number) => void;
}

/** @returns the number of the row that the keys are at */
export function useRowKeys({ view, stationKey, onToggle }: RowKeys): number | null {
  const [current, setCurrent] = useState<number | null>(null);

  function move(step: 1 | -1): void {
    const { shown } = view;
    const at = current === null ? shown.length - (step === 1 ? 1 : 0) : view.indexOf(current);
    const index = current === null ? at - (step === 1 ? 0 : 1) : at + step;
    const next = shown[Math.min(shown.length - 1, Math.max(0, index))]?.row;
    if (next === undefined) return;
    setCurrent(next.number);
    rowToReveal.set({ stationKey, number: next.number });
    announce(wordsOf(next));
  }

  useCommands(() => [
    { id: 'next-row', group: 'Timeline', name: 'Next row', key: 'j', repeats: true, run: () => move(1) },
    { id: 'previous-row', group: 'Timeline', name: 'Previous row', key: 'k', repeats: true, run: () => move(-1) },
    {
      ...{ id: 'open-row', group: 'Timeline', name: 'Open or close the row', key: 'Enter' },
      blocked: current === null ? 'Go to a row with J or K first.' : null,
      run: () => current !== null && onToggle(current),
    },
  ]);
  return current;
}

function wordsOf(row: TimelineRow): string {
  if (row.kind === 'event') return row.text;
  return row.kind === 'stray' ? `Not OCPP: ${row.problem}` : `${row.action}: ${summaryOf(row)}`;
}
