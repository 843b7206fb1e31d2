import { diffJson } from 'diff';
import { timeOfDay } from '../ui/format.js';
import { Dialog } from '../ui/dialog.js';
import type { ExchangeRow } from './row.js';
import '../wire/wire.css';

interface CompareDialogProps {
  left: ExchangeRow;
  right: ExchangeRow;
  onClose: () => void;
}

/** What two exchanges have in common, and what not. */
export function CompareDialog({ left, right, onClose }: CompareDialogProps) {
  return (
    <Dialog title="Compare" onClose={onClose}>
      <p className="soft">
        <ins>Added</ins> and <del>removed</del> from {nameOf(left)} to {nameOf(right)}.
      </p>
      <h3>Request</h3>
      <Difference before={left.payload} after={right.payload} />
      <h3>Answer</h3>
      <Difference before={answerOf(left)} after={answerOf(right)} />
    </Dialog>
  );
}

function Difference({ before, after }: { before: object; after: object }) {
  return (
    <pre className="diff" tabIndex={0}>
      {diffJson(before, after).map(({ value, added, removed }, index) => (
        // Parts have no identity but their place.
        <span key={index} className={added ? 'diff-added' : removed ? 'diff-removed' : ''}>
          {value.replace(/\n$/, '').replace(/^/gm, added ? '+ ' : removed ? '− ' : '  ')}
        </span>
      ))}
    </pre>
  );
}

const nameOf = ({ action, at }: ExchangeRow) => `${action} ${timeOfDay(at, true)}`;

function answerOf({ answer }: ExchangeRow): object {
  if (answer === null) return {};
  if (answer.outcome === 'result') return answer.payload;
  const { errorCode, errorDescription, errorDetails } = answer;
  return { errorCode, errorDescription, errorDetails };
}
