import type { Violation } from '@simulator/ocpp';
import type { ExchangeRow } from './row.js';
import { ReplayOutcome } from './replay-outcome.js';
import { RowActions } from './row-actions.js';
import { violationsOf } from './violations.js';

/** The whole of an exchange: why it was sent, both frames, and what the schemas say. */
export function ExchangeDetail({ row }: { row: ExchangeRow }) {
  const { request, answer } = violationsOf(row);
  return (
    <div className="row-detail">
      {row.cause !== '' && (
        <p>
          <span className="soft">Why it was sent: </span>
          {row.cause}
        </p>
      )}
      <Frame title={`Request · message id ${row.messageId}`} payload={row.payload} />
      {request === null ? (
        <p className="violations">The action {row.action} is not part of OCPP 1.6.</p>
      ) : (
        <Violations of="The request" violations={request} />
      )}
      <AnswerFrame row={row} />
      {row.answer?.instead !== undefined && (
        <p className="violations">
          The CSMS did not say this: {row.answer.instead}. What it said stands in the timeline.
        </p>
      )}
      <Violations of="The answer" violations={answer} />
      <ReplayOutcome row={row} />
      <RowActions row={row} />
    </div>
  );
}

function AnswerFrame({ row: { answer, lost } }: { row: ExchangeRow }) {
  if (answer === null) {
    return <p className="soft">{lost ? 'The connection ended before an answer came.' : 'No answer yet.'}</p>;
  }
  if (answer.outcome === 'result') return <Frame title="Answer" payload={answer.payload} />;
  const { errorCode, errorDescription, errorDetails } = answer;
  return <Frame title={`Error ${errorCode}`} payload={{ errorCode, errorDescription, errorDetails }} />;
}

function Frame({ title, payload }: { title: string; payload: unknown }) {
  return (
    <figure>
      <figcaption className="soft">{title}</figcaption>
      <pre tabIndex={0}>{JSON.stringify(payload, null, 2)}</pre>
    </figure>
  );
}

function Violations({ of, violations }: { of: string; violations: readonly Violation[] }) {
  if (violations.length === 0) return null;
  return (
    <div className="violations">
      <p>{of} does not follow the schema:</p>
      <ul>
        {violations.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            <code>{path === '' ? 'payload' : path}</code> {message}
          </li>
        ))}
      </ul>
    </div>
  );
}
