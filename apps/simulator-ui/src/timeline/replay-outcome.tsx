import { parseFrame } from '@simulator/ocpp';
import type { StepOutcome } from '@simulator/station';
import { useStore } from '../ui/store.js';
import type { Answer, ExchangeRow, Payload } from './row.js';
import { rowOutcomes, verdictWords } from './row-outcomes.js';
import { useTimelineTools } from './timeline-tools.js';

/** How the station deviated from this row in a replay of the CSMS's side. */
export function ReplayOutcome({ row }: { row: ExchangeRow }) {
  const { onCompareWith } = useTimelineTools();
  const outcome = useStore(rowOutcomes).get(row.number);
  if (outcome?.verdict !== 'differs' && outcome?.verdict !== 'missing') return null;
  const replayed = replayedRow(row, outcome);
  return (
    <div className="violations">
      <p>In the replay: {verdictWords[outcome.verdict]}.</p>
      {outcome.differences.length > 0 && (
        <ul className="replay-differences">
          {outcome.differences.map(({ path, captured, now }) => (
            <li key={path}>
              <code>{path === '' ? 'the answer' : path}</code> captured {captured}, now {now}
            </li>
          ))}
        </ul>
      )}
      {replayed !== null && (
        <button type="button" className="button button-small" onClick={() => onCompareWith(row, replayed)}>
          Compare with the replay
        </button>
      )}
    </div>
  );
}

/** The exchange as it was in the replay; null: nothing of it came. */
function replayedRow(row: ExchangeRow, { call, answer }: StepOutcome): ExchangeRow | null {
  const called = call === null ? null : parseFrame(call.text);
  if (call === null || called?.type !== 'call') return null;
  const { messageId, payload } = called;
  const { at, text } = call;
  return { ...row, at, text, messageId, payload: payload as Payload, answer: answer && answerOf(answer), lost: false };
}

function answerOf({ at, text }: { at: number; text: string }): Answer | null {
  const frame = parseFrame(text);
  if (frame.type === 'callResult') return { outcome: 'result', at, text, payload: frame.payload as Payload };
  if (frame.type !== 'callError') return null;
  const { errorCode, errorDescription, errorDetails } = frame;
  return { outcome: 'error', at, text, errorCode, errorDescription, errorDetails };
}
