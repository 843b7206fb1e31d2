import { Icon } from '../ui/icon.js';
import { Store, useStore } from '../ui/store.js';

const problem = new Store<string | null>(null);

/** Tells a person what did not work; `error` is what a promise was rejected with. */
export function reportProblem(error: unknown): void {
  problem.set(error instanceof Error ? error.message : String(error));
}

export function ProblemBar() {
  const text = useStore(problem);
  if (text === null) return null;
  return (
    <div className="problem-bar notice notice-bad" role="alert">
      <span>{text}</span>
      <button type="button" className="button button-quiet button-icon" onClick={() => problem.set(null)}>
        <Icon name="x" />
        <span className="visually-hidden">Dismiss</span>
      </button>
    </div>
  );
}
