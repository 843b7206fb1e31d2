// What a person can ask the page to do: each part of the page that is shown brings its own. The command palette lists them,
// single keys call them.
import { useEffect, useRef } from 'react';
import { announce } from '../ui/announcer.js';

export interface Command {
  /** Unique among those that are there at a time. */
  id: string;
  /** Heading in the palette: "Station", "Timeline". */
  group: string;
  name: string;
  /** The single key that calls it; as `KeyboardEvent.key` has it, letters in lower case. */
  key?: string;
  /** Holding the key down repeats it. */
  repeats?: boolean;
  /** Why it cannot be done now; absent or null: it can. */
  blocked?: string | null;
  run: () => void;
}

type Source = () => readonly Command[];

const sources = new Set<{ readonly current: Source }>();

/** While the component is shown, its commands are there. `list` is called when somebody looks. */
export function useCommands(list: Source): void {
  const latest = useRef(list);
  useEffect(() => {
    latest.current = list;
  });
  useEffect(() => {
    sources.add(latest);
    return () => void sources.delete(latest);
  }, []);
}

export function allCommands(): Command[] {
  return [...sources].flatMap((source) => source.current());
}

/** Does it, or says why not. */
export function runCommand({ blocked, run }: Command): void {
  if (blocked == null) run();
  else announce(blocked);
}
