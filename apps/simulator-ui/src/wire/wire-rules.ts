// What the page does to the frames of the selected station in flight. Fixed answers are remembered; held frames are not.
import type { FixedAnswer, Verdict, WireRules } from '@simulator/station-runner/browser';
import { reportProblem } from '../app/problem-bar.js';
import { useSimulator } from '../app/simulator-context.js';
import { useFeed } from '../station/station-context.js';
import { Store, useStore } from '../ui/store.js';
import { saveFixedAnswers } from './fixed-answers.js';

const none: WireRules = { hold: null, answers: {} };

/** By station key, as this page last asked for: a snapshot may be older. */
const asked = new Store<Readonly<Record<string, WireRules>>>({});

export interface WireControl {
  rules: WireRules;
  hold: (hold: WireRules['hold']) => void;
  /** Null: the station answers this action itself again. */
  answerWith: (action: string, answer: FixedAnswer | null) => void;
  settle: (id: number, verdict: Verdict) => void;
}

export function useWire(): WireControl {
  const { client } = useSimulator();
  const feed = useFeed();
  const inForce = useStore(feed.snapshot)?.interception?.rules ?? none;
  const rules = useStore(asked)[feed.key] ?? inForce;
  // Several changes may come before the page is drawn again.
  const latest = (): WireRules => asked.get()[feed.key] ?? rules;
  const set = (next: WireRules): void => {
    asked.set({ ...asked.get(), [feed.key]: next });
    client.setWireRules(feed.key, next).catch(reportProblem);
    saveFixedAnswers(feed.key, next.answers);
  };
  return {
    rules,
    hold: (hold) => set({ ...latest(), hold }),
    answerWith(action, answer) {
      const before = latest();
      const { [action]: _old, ...others } = before.answers;
      set({ ...before, answers: answer === null ? others : { ...others, [action]: answer } });
    },
    settle: (id, verdict) => void client.settleHeld(feed.key, id, verdict).catch(reportProblem),
  };
}
