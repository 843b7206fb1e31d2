import type { StepResult } from '@simulator/station';
import { roughDuration } from '../ui/format.js';
import { Icon } from '../ui/icon.js';

/** Steps that are done: passed ones green, failed ones red with the reason; each says it in words too. */
export function StepList({ results }: { results: readonly StepResult[] }) {
  return (
    <ol className="steps">
      {results.map(({ path, title, status, message, stationMs, kind }, index) => (
        // A loop comes by the same step several times.
        <li key={`${index} ${path}`} data-status={status} data-kind={kind}>
          <Icon name={status === 'passed' ? 'check' : 'x'} />
          <span className="visually-hidden">{status}: </span>
          <span className="step-title">{title}</span>
          {stationMs >= 1000 && <span className="soft">{roughDuration(stationMs)}</span>}
          {message !== '' && <span className="step-problem">{message}</span>}
        </li>
      ))}
    </ol>
  );
}
