import type { ConnectionReport } from '@simulator/api-client';
import { configurationText } from '@simulator/station';
import type { StationSnapshot } from '@simulator/station-runner/browser';
import { useEffect, useState } from 'react';
import { Icon } from '../ui/icon.js';
import { probe } from './probe.js';
import type { ProbeOutcome } from './probe.js';
import './probe.css';

interface ProbePanelProps {
  snapshot: StationSnapshot;
  /** Told whether the real cause is known: then nobody needs guesses. */
  onKnown: (known: boolean) => void;
}

/** What the server behind this page finds when it tries the same connection. */
export function ProbePanel({ snapshot: { definition, station }, onKnown }: ProbePanelProps) {
  const [outcome, setOutcome] = useState<ProbeOutcome | null>(null);
  const [round, setRound] = useState(0);
  const { csmsUrl, config } = definition;
  const password = configurationText(station, 'AuthorizationKey');

  useEffect(() => {
    let isOver = false;
    void probe(definition, password).then((next) => {
      if (isOver) return;
      setOutcome(next);
      onKnown(next.kind === 'report');
    });
    return () => void (isOver = true);
    // Once an address; again when a person asks.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [csmsUrl, config.id, password, round]);

  if (outcome?.kind === 'none') return null;
  return (
    <div className="probe" aria-label="What the server finds" role="group" aria-live="polite">
      <h3>What the server behind this page finds</h3>
      {outcome === null && <p className="soft">It tries the same connection…</p>}
      {outcome?.kind === 'failed' && <p className="soft">It could not try: {outcome.problem}</p>}
      {outcome?.kind === 'report' && <Report report={outcome.report} />}
      {outcome !== null && (
        <button
          type="button"
          className="button button-small"
          onClick={() => {
            setOutcome(null);
            setRound(round + 1);
          }}
        >
          Let it try again
        </button>
      )}
    </div>
  );
}

const stageNames = {
  url: 'Address',
  dns: 'Name',
  tcp: 'TCP',
  tls: 'TLS',
  http: 'HTTP',
  webSocket: 'WebSocket',
} as const;
const outcomeIcons = { passed: 'check', failed: 'x', skipped: 'dot' } as const;

function Report({ report: { summary, remedy, stages, verdict } }: { report: ConnectionReport }) {
  return (
    <>
      <p>
        <strong>{summary}</strong> {remedy}
      </p>
      {verdict === 'connected' && (
        <p>From there it works: the browser, its network or its proxy is in the way. Connect through the relay.</p>
      )}
      <ol className="probe-stages">
        {stages.map(({ stage, outcome, durationMs, detail }) => (
          <li key={stage} data-outcome={outcome}>
            <Icon name={outcomeIcons[outcome]} />
            <span className="visually-hidden">{outcome}: </span>
            <span>{stageNames[stage]}</span>
            {durationMs !== null && outcome !== 'skipped' && <span className="soft">{Math.round(durationMs)} ms</span>}
            {detail !== null && <span className="soft probe-detail">{detail}</span>}
          </li>
        ))}
      </ol>
    </>
  );
}
