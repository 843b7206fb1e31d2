// What a row of the timeline can ask of the timeline around it.
import { createContext, useContext } from 'react';
import { Store } from '../ui/store.js';
import type { ExchangeRow } from './row.js';

export interface TimelineTools {
  /** False: the rows are of a file; nothing is sent from there but a replay. */
  live: boolean;
  /** The exchange that waits for another one to be compared with. */
  compared: ExchangeRow | null;
  onCompare: (row: ExchangeRow) => void;
  onCompareWith: (left: ExchangeRow, right: ExchangeRow) => void;
  /** Opens the dialog for fixed answers with this exchange's answer. */
  onAlwaysAnswer: (row: ExchangeRow) => void;
}

export const ToolsContext = createContext<TimelineTools | null>(null);

export function useTimelineTools(): TimelineTools {
  const tools = useContext(ToolsContext);
  if (tools === null) throw new Error('useTimelineTools outside of ToolsContext');
  return tools;
}

/** The row that is pointed at, here or at its mark in the chart. */
export const pointedRow = new Store<{ stationKey: string; number: number; by: 'chart' | 'timeline' } | null>(null);

/** A row that the timeline shall bring into view; a new object each time. */
export const rowToReveal = new Store<{ stationKey: string; number: number } | null>(null);
