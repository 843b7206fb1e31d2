// Reads from our API, again whenever the CSMS says that something has changed, and at a calm pace without that.
import { createApiClient } from '@simulator/api-client';
import type { ApiClient } from '@simulator/api-client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { followEvents } from './events.js';

export const api: ApiClient = createApiClient({ baseUrl: '' });

/** At most so often, however much happens. */
const PAUSE_MS = 500;
const WITHOUT_EVENTS_MS = 15_000;

export type Loaded<T> = { state: 'loading' } | { state: 'failed'; problem: string } | { state: 'loaded'; value: T };

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

/** @param key what is asked for: another key is another question */
export function useLive<T>(key: string, load: () => Promise<T>): Loaded<T> & { refresh: () => void } {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' });
  const latest = useRef(load);
  const again = useRef<() => void>(() => undefined);
  useEffect(() => {
    latest.current = load;
  });

  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isRunning = false;
    let isWanted = false;
    const read = async (): Promise<void> => {
      if (isRunning) return void (isWanted = true);
      clearTimeout(timer);
      isRunning = true;
      isWanted = false;
      const next = await latest.current().then(
        (value): Loaded<T> => ({ state: 'loaded', value }),
        (error: unknown): Loaded<T> => ({ state: 'failed', problem: wordsOf(error) }),
      );
      if (isOver) return;
      setLoaded(next);
      timer = setTimeout(() => {
        isRunning = false;
        if (isWanted) void read();
        else timer = setTimeout(() => void read(), WITHOUT_EVENTS_MS);
      }, PAUSE_MS);
    };
    again.current = () => void read();
    void read();
    const stop = followEvents(() => void read());
    return () => {
      isOver = true;
      clearTimeout(timer);
      stop();
    };
  }, [key]);

  const refresh = useCallback(() => again.current(), []);
  return { ...loaded, refresh };
}
