// How far a fleet is, on standard error: a line that renews itself at a terminal, a line now and then in a log.
import type { Fleet } from './fleet.js';

const TERMINAL_INTERVAL_MS = 500;
const LOG_INTERVAL_MS = 10_000;

type Stream = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>;

/** Returns the end of it. */
export function showProgress(fleet: Fleet, asked: number, stream: Stream = process.stderr): () => void {
  let before = { sent: 0, at: performance.now() };
  const line = () => {
    const at = performance.now();
    const { sent, transactionsStarted, transactionsStopped, connectionsFailed, connectionsLost } = fleet.statistics;
    const perSecond = Math.round((1000 * (sent - before.sent)) / (at - before.at));
    before = { sent, at };
    const parts = [
      `${Math.round((at - fleet.startedAt) / 1000)} s`,
      `${fleet.registeredCount} of ${asked} registered`,
      `${transactionsStarted - transactionsStopped} charging`,
      `${transactionsStopped} charged`,
      `${perSecond} messages/s`,
      ...(connectionsFailed + connectionsLost > 0
        ? [`${connectionsFailed + connectionsLost} connection failures`]
        : []),
    ];
    return `${fleet.ending ? 'stopping · ' : ''}${parts.join(' · ')}`;
  };
  const show = () => {
    if (!stream.isTTY) return void stream.write(`${line()}\n`);
    stream.write(`\r\u001b[K${line().slice(0, (stream.columns || 80) - 1)}`);
  };
  const timer = setInterval(show, stream.isTTY ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS).unref();
  return () => {
    clearInterval(timer);
    if (stream.isTTY) stream.write('\r\u001b[K');
  };
}
