import { useEffect, useRef, useState } from 'react';
import { useSimulator } from '../app/simulator-context.js';
import { useFeed } from '../station/station-context.js';
import type { ExchangeLog } from './exchanges.js';
import { withTransactionIds } from './replay-plan.js';
import type { ReplayStep } from './replay-plan.js';
import type { ExchangeRow } from './row.js';

/** The next call goes out after the captured pause, after a tenth of it, or once the one before is answered. */
export type Pace = 'captured' | 'tenfold' | 'answered';

const ANSWER_WITHIN_MS = 40_000;

export interface Replay {
  running: boolean;
  sent: number;
  problem: string | null;
  start: (pace: Pace) => void;
  stop: () => void;
}

/** Sends the steps one after the other as calls of the selected station. */
export function useReplay(plan: readonly ReplayStep[]): Replay {
  const { client } = useSimulator();
  const feed = useFeed();
  const [state, setState] = useState<{ running: boolean; sent: number; problem: string | null }>({
    running: false,
    sent: 0,
    problem: null,
  });
  const run = useRef<AbortController | null>(null);
  useEffect(() => () => run.current?.abort(), []);

  async function play(pace: Pace, signal: AbortSignal): Promise<void> {
    const ids = new Map<number, number>();
    for (const [index, step] of plan.entries()) {
      if (pace !== 'answered') await pause(pace === 'tenfold' ? step.waitMs / 10 : step.waitMs, signal);
      if (signal.aborted) return;
      const answered = nextAnswer(feed.log, step.action, signal);
      const payload = withTransactionIds(step.payload, ids);
      await client.input(feed.key, { type: 'callRequested', action: step.action, payload });
      setState((before) => ({ ...before, sent: index + 1 }));
      const row = await answered;
      const given = row?.answer?.outcome === 'result' ? row.answer.payload['transactionId'] : null;
      if (step.gaveTransactionId !== null && typeof given === 'number') ids.set(step.gaveTransactionId, given);
    }
  }

  return {
    ...state,
    start(pace) {
      const controller = new AbortController();
      run.current = controller;
      setState({ running: true, sent: 0, problem: null });
      play(pace, controller.signal).then(
        () => setState((before) => ({ ...before, running: false })),
        (error: unknown) =>
          setState((before) => ({
            ...before,
            running: false,
            problem: ` ${error instanceof Error ? error.message : String(error)}`,
          })),
      );
    },
    stop: () => run.current?.abort(),
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** The next exchange of this action that the station begins from now on, once it is over; null: it takes too long. */
function nextAnswer(log: ExchangeLog, action: string, signal: AbortSignal): Promise<ExchangeRow | null> {
  const after = log.rows.at(-1)?.number ?? -1;
  return new Promise((resolve) => {
    const end = (row: ExchangeRow | null) => {
      clearTimeout(timer);
      stop();
      resolve(row);
    };
    const look = () => {
      for (let index = log.rows.length - 1; (log.rows[index]?.number ?? -1) > after; index--) {
        const row = log.rows[index]!;
        if (row.kind !== 'exchange' || row.from !== 'station' || row.action !== action) continue;
        if (row.answer !== null || row.lost) end(row);
      }
    };
    const stop = log.observe({ appended: look, replaced: look, trimmed: () => undefined });
    const timer = setTimeout(() => end(null), ANSWER_WITHIN_MS);
    signal.addEventListener('abort', () => end(null));
  });
}
