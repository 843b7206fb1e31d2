// What the program prints: lines for people, or JSON lines for programs.
import type { Connector } from '@simulator/station';
import type { TimelineEntry } from '@simulator/station-runner/node';

export interface SessionResult {
  exitCode: number;
  /** Of the transaction, when there was one. */
  transactionId: number | null;
  energyWh: number | null;
  reason: string | null;
}

export interface Report {
  entry(entry: TimelineEntry): void;
  /** Something for people only. */
  note(text: string): void;
  progress(connector: Connector): void;
  result(result: SessionResult): void;
}

type Write = (line: string) => void;

export function jsonReport(write: Write): Report {
  return {
    entry: (entry) => write(JSON.stringify({ ...entry, at: new Date(entry.at).toISOString() })),
    note: () => undefined,
    progress: () => undefined,
    result: (result) => write(JSON.stringify({ kind: 'result', ...result })),
  };
}

export function textReport(write: Write, now: () => number = Date.now): Report {
  const line = (at: number, mark: string, text: string) => write(`${timeOf(at)} ${mark} ${text}`);
  const note = (text: string) => line(now(), '·', text);
  return {
    entry: (entry) => {
      if (entry.kind === 'event') {
        if (entry.level !== 'debug') line(entry.at, entry.level === 'info' ? '·' : '!', entry.text);
      } else line(entry.at, entry.kind === 'sent' ? '→' : '←', frameText(entry));
    },
    note,
    progress: ({ car, flow, transaction, registerWh }) => {
      const energyWh = registerWh - (transaction?.meterStartWh ?? registerWh);
      const soc = car === null ? '' : `, car at ${car.socPercent.toFixed(1)} %`;
      note(`${(flow.powerW / 1000).toFixed(1)} kW, ${(energyWh / 1000).toFixed(3)} kWh${soc}`);
    },
    result: ({ energyWh, reason, transactionId }) => {
      if (energyWh === null) return;
      note(`Transaction ${transactionId ?? '?'} ended (${reason ?? '?'}): ${(energyWh / 1000).toFixed(3)} kWh`);
    },
  };
}

/** Action first, then the payload: what a reader looks for. */
function frameText({ action, text, messageType }: Exclude<TimelineEntry, { kind: 'event' }>): string {
  if (messageType === null) return `(no OCPP frame) ${text}`;
  const frame = JSON.parse(text) as unknown[];
  const payload = JSON.stringify(messageType === 2 ? frame[3] : messageType === 3 ? frame[2] : frame.slice(2));
  const kind = { 2: '', 3: ' answer', 4: ' error' }[messageType];
  return `${action ?? '(unknown action)'}${kind} ${payload}`;
}

const timeOf = (at: number) => new Date(at).toISOString().slice(11, 23);
