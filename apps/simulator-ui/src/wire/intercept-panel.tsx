import type { HeldInFlight, InterceptionState } from '@simulator/station-runner/browser';
import { useState } from 'react';
import { FrameEditor } from '../editor/frame-editor.js';
import type { TimelineDialog } from '../timeline/timeline-bar.js';
import { Icon } from '../ui/icon.js';
import { roughDuration, timeOfDay } from '../ui/format.js';
import { useNow } from '../ui/now.js';
import { useWire } from './wire-rules.js';
import { answerWords, holdWords } from './wire-words.js';
import './wire.css';

interface InterceptPanelProps {
  interception: InterceptionState;
  onDialog: (dialog: TimelineDialog) => void;
}

/** What stands between the station and its CSMS now, and the frames that wait for a verdict. */
export function InterceptPanel({ interception: { rules, held }, onDialog }: InterceptPanelProps) {
  const wire = useWire();
  const answers = Object.entries(rules.answers);
  return (
    <section className="intercept" aria-label="Intercepted messages">
      {rules.hold !== null && (
        <p className="intercept-rule">
          <span>
            Held in flight: <strong>{holdWords(rules.hold)}</strong>
          </span>
          <button type="button" className="button button-small" onClick={() => onDialog({ kind: 'intercept' })}>
            Change
          </button>
          <button type="button" className="button button-small" onClick={() => wire.hold(null)}>
            Stop intercepting
          </button>
        </p>
      )}
      {answers.map(([action, answer]) => (
        <p key={action} className="intercept-rule">
          <span>
            {action} is always answered with <strong>{answerWords(answer)}</strong>
          </span>
          <button
            type="button"
            className="button button-small"
            aria-label={`End the fixed answer to ${action}`}
            onClick={() => wire.answerWith(action, null)}
          >
            End
          </button>
        </p>
      ))}
      {held.length > 0 && (
        <ul className="intercept-held">
          {held.map((frame) => (
            <Held key={frame.id} frame={frame} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Held({ frame }: { frame: HeldInFlight }) {
  const wire = useWire();
  const [draft, setDraft] = useState<string | null>(null);
  const [seconds, setSeconds] = useState('5');
  const delayMs = 1000 * Number(seconds);
  const canDelay = Number.isFinite(delayMs) && delayMs > 0 && delayMs <= 3_600_000;
  const isAnswer = frame.messageType === 3 || frame.messageType === 4;
  const name = `${isAnswer ? 'Answer to ' : ''}${frame.action ?? 'message'}`;
  return (
    <li data-testid="held-frame">
      <p className="intercept-frame">
        <Icon name={frame.direction === 'sent' ? 'arrowRight' : 'arrowLeft'} size={14} />
        <strong>{name}</strong>
        <span className="soft">
          {frame.direction === 'sent' ? 'station to CSMS' : 'CSMS to station'} · since {timeOfDay(frame.at)}
          {frame.releaseAt !== null && <GoesOn at={frame.releaseAt} />}
        </span>
      </p>
      {draft === null ? (
        <>
          <pre tabIndex={0}>{frame.text}</pre>
          <div className="action-row">
            <button
              type="button"
              className="button button-small button-primary"
              onClick={() => wire.settle(frame.id, { kind: 'release' })}
            >
              Release
            </button>
            <button type="button" className="button button-small" onClick={() => setDraft(pretty(frame.text))}>
              Edit
            </button>
            <button
              type="button"
              className="button button-small"
              aria-disabled={!canDelay}
              onClick={() => canDelay && wire.settle(frame.id, { kind: 'delay', ms: delayMs })}
            >
              Delay
            </button>
            <label className="intercept-delay">
              <span className="visually-hidden">Seconds of delay</span>
              <input
                className="input"
                inputMode="decimal"
                value={seconds}
                aria-invalid={!canDelay}
                onChange={({ target }) => setSeconds(target.value)}
              />
              s
            </label>
            <button
              type="button"
              className="button button-small button-danger"
              onClick={() => wire.settle(frame.id, { kind: 'drop' })}
            >
              Drop
            </button>
          </div>
          {!canDelay && <p className="field-problem">Type the seconds of the delay, up to 3600.</p>}
        </>
      ) : (
        <FrameEditor
          text={draft}
          answerTo={isAnswer ? frame.action : null}
          sender={isAnswer ? null : frame.direction === 'sent' ? 'station' : 'csms'}
          sendName="Release"
          onChange={setDraft}
          onSend={(text) => wire.settle(frame.id, { kind: 'release', text })}
          onClose={() => setDraft(null)}
        />
      )}
    </li>
  );
}

function GoesOn({ at }: { at: number }) {
  return <> · goes on in {roughDuration(at - useNow())}</>;
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
