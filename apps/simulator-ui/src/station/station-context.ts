import { createContext, useCallback, useContext } from 'react';
import type { StationInput } from '@simulator/station';
import { reportProblem } from '../app/problem-bar.js';
import { useSimulator } from '../app/simulator-context.js';
import type { StationFeed } from './station-feed.js';

export const StationContext = createContext<StationFeed | null>(null);

export function useFeed(): StationFeed {
  const feed = useContext(StationContext);
  if (feed === null) throw new Error('useFeed outside of StationContext');
  return feed;
}

/** Tells the station what happened; a problem is shown to the person. */
export function useStationInput(): (input: StationInput) => Promise<void> {
  const { client } = useSimulator();
  const { key } = useFeed();
  return useCallback((input: StationInput) => client.input(key, input).catch(reportProblem), [client, key]);
}
