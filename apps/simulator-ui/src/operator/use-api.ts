// Reads from our API, again whenever the CSMS says that something has changed, and at a calm pace without that.
import { createApiClient } from '@simulator/api-client';
import type { ApiClient } from '@simulator/api-client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { followEvents } from './events.js';
import type { EventType } from './events.js';

export const api: ApiClient = createApiClient({ baseUrl: '' });

/** At most so often, however much happens; of a list of many pages so much more seldom. */
const PAUSE_MS = 500;
const WITHOUT_EVENTS_MS = 15_000;

/** Without value and problem: not answered yet. With both: the value is of before the problem. */
export interface Loaded<T> {
  value: T | null;
  problem: string | null;
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** @throws Error for a person */
export function valueOf<T>({ data, error, response }: Answer<T>): T {
  if (response.ok && data !== undefined) return data;
  const detail = (error as { detail?: unknown } | undefined)?.detail;
  if (typeof detail === 'string') throw new Error(detail);
  if (response.status === 401) throw new Error('Sign in to see this.');
  if (response.status === 404) throw new Error('This page is served without a CSMS of ours.');
  throw new Error(`The CSMS answered HTTP ${response.status}.`);
}

export const wordsOf = (error: unknown): string =>
  error instanceof TypeError
    ? 'The CSMS does not answer. It is asked again.'
    : error instanceof Error
      ? error.message
      : String(error);

interface Question<T> {
  /** What is asked for: another key is another question. */
  key: string;
  load: () => Promise<T>;
  /** The events after which the answer may be another. */
  events: readonly EventType[];
  /** Requests that one load takes. */
  cost?: number;
}

export function useLive<T>({ key, load, events, cost = 1 }: Question<T>): Loaded<T> & { refresh: () => void } {
  const [loaded, setLoaded] = useState<Loaded<T> & { key: string }>({ key, value: null, problem: null });
  const latest = useRef({ load, cost });
  const reader = useRef<PacedReader | null>(null);
  const types = events.join();
  useEffect(() => {
    latest.current = { load, cost };
  });

  useEffect(() => {
    const paced = new PacedReader(
      async (isOver) => {
        const outcome = await latest.current.load().then(
          (value) => ({ key, value, problem: null }),
          (error: unknown) => ({ key, problem: wordsOf(error) }),
        );
        if (isOver()) return;
        // What was there before a problem stays in sight, unless it answers another question.
        setLoaded((before) => ({ value: before.key === key ? before.value : null, ...outcome }));
      },
      () => PAUSE_MS * latest.current.cost,
    );
    reader.current = paced;
    paced.now();
    const stop = followEvents(types === '' ? [] : (types.split(',') as EventType[]), () => paced.soon());
    return () => {
      paced.end();
      stop();
    };
  }, [key, types]);

  const refresh = useCallback(() => reader.current?.now(), []);
  return { value: loaded.value, problem: loaded.problem, refresh };
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface LivePages<T> extends Loaded<T[]> {
  /** There is more than is shown. */
  hasMore: boolean;
  more: () => void;
  refresh: () => void;
}

interface PagesQuestion<T> extends Omit<Question<unknown>, 'load' | 'cost'> {
  /** @param from the cursor of a page after the first */
  loadPage: (from: { cursor?: string }) => Promise<Page<T>>;
}

/** A list of which a person asks for page after page; all pages that are shown are kept up to date. */
export function useLivePages<T>({ key, loadPage, events }: PagesQuestion<T>): LivePages<T> {
  const [asked, setAsked] = useState({ key, pages: 1 });
  const pages = asked.key === key ? asked.pages : 1;
  const { value, problem, refresh } = useLive<Page<T>>({
    key,
    events,
    cost: pages,
    load: async () => {
      const items: T[] = [];
      let nextCursor: string | null = null;
      for (let page = 0; page < pages && (page === 0 || nextCursor !== null); page++) {
        const next: Page<T> = await loadPage(nextCursor === null ? {} : { cursor: nextCursor });
        items.push(...next.items);
        nextCursor = next.nextCursor;
      }
      return { items, nextCursor };
    },
  });
  useEffect(() => {
    if (pages > 1) refresh();
  }, [pages, refresh]);
  return {
    value: value?.items ?? null,
    problem,
    hasMore: value !== null && value.nextCursor !== null,
    more: () => setAsked({ key, pages: pages + 1 }),
    refresh,
  };
}

/** Reads one at a time, at once or after a pause, and now and then without being asked. */
class PacedReader {
  readonly #read: (isOver: () => boolean) => Promise<void>;
  readonly #pauseMs: () => number;
  #isOver = false;
  #isReading = false;
  #wanted: 'no' | 'soon' | 'now' = 'no';
  #pauseEnd = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param read never rejects */
  constructor(read: (isOver: () => boolean) => Promise<void>, pauseMs: () => number) {
    this.#read = read;
    this.#pauseMs = pauseMs;
  }

  /** Something may have changed. */
  soon(): void {
    if (this.#wanted === 'no') this.#wanted = 'soon';
    if (!this.#isReading) this.#schedule();
  }

  /** A person waits for it. */
  now(): void {
    this.#wanted = 'now';
    if (!this.#isReading) this.#schedule();
  }

  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#isOver) return;
    const pause = Math.max(0, this.#pauseEnd - performance.now());
    const waits = { now: 0, soon: pause, no: pause + WITHOUT_EVENTS_MS };
    this.#timer = setTimeout(() => void this.#go(), waits[this.#wanted]);
  }

  async #go(): Promise<void> {
    this.#isReading = true;
    this.#wanted = 'no';
    await this.#read(() => this.#isOver);
    this.#isReading = false;
    this.#pauseEnd = performance.now() + this.#pauseMs();
    this.#schedule();
  }
}
