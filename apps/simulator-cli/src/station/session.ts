// One station from its start to its end: connect, charge if asked, stop properly.
import type { Connector, Station } from '@simulator/station';
import type { HostedStation, StationRunner } from '@simulator/station-runner/node';
import { withAdvice } from '../connection-advice.js';
import { ExitError } from '../exit-codes.js';
import type { StationOptions } from '../tasks.js';
import type { Report } from './report.js';

/** How long a presented card may take to become a transaction that the CSMS has numbered. */
const START_TIMEOUT_MS = 30_000;
/** A CSMS that answers slowly still gets the end of the transaction. */
const SETTLE_TIMEOUT_MS = 20_000;
const PROGRESS_INTERVAL_MS = 10_000;
/** A last StatusNotification that stays unanswered is no reason to wait long. */
const REPORT_TIMEOUT_MS = 2_000;

export class Session {
  readonly #runner: StationRunner;
  readonly #hosted: HostedStation;
  readonly #options: StationOptions;
  readonly #report: Report;
  #waiting: { condition: () => boolean; resolve: () => void }[] = [];

  constructor(runner: StationRunner, hosted: HostedStation, options: StationOptions, report: Report) {
    this.#runner = runner;
    this.#hosted = hosted;
    this.#options = options;
    this.#report = report;
  }

  get station(): Station {
    return this.#hosted.station;
  }

  get connector(): Connector {
    return this.station.connectors[this.#options.connector - 1]!;
  }

  /** To be called after every step of the station. */
  stationChanged(): void {
    const ready = this.#waiting.filter(({ condition }) => condition());
    if (ready.length === 0) return;
    this.#waiting = this.#waiting.filter((waiting) => !ready.includes(waiting));
    for (const { resolve } of ready) resolve();
  }

  /** Resolves when the charge is over; without `--charge`, never. */
  async run(): Promise<undefined> {
    await this.#connect();
    if (!this.#options.charge) return new Promise(() => undefined);
    await this.#startCharging();
    await this.#chargeToTarget();
    return undefined;
  }

  /** Stops what runs, tells the CSMS, unplugs. */
  async end(): Promise<void> {
    const { key } = this.#hosted.definition;
    if (this.connector.transaction !== null) this.#report.note('Stopping the transaction');
    const settled = await this.#runner.settle(key, SETTLE_TIMEOUT_MS);
    if (!settled) throw new ExitError('notSettled', this.#explainUnsettled());
    if (this.connector.car === null) return;
    this.#runner.input(key, { type: 'unplugged', connectorId: this.#options.connector });
    await this.#until(() => this.#hasReportedAvailable(), REPORT_TIMEOUT_MS).catch(() => undefined);
  }

  #hasReportedAvailable(): boolean {
    const { connection, rpc } = this.station;
    if (connection.state !== 'open') return true;
    return this.connector.reportedStatus === 'Available' && rpc.outstanding === null && rpc.queue.length === 0;
  }

  async #connect(): Promise<void> {
    const { connectTimeoutMs } = this.#options;
    const accepted = this.#until(() => this.station.registration === 'accepted', connectTimeoutMs);
    await accepted.catch(() => {
      throw new ExitError('notConnected', this.#explainUnconnected(connectTimeoutMs / 1000));
    });
  }

  async #startCharging(): Promise<void> {
    if (this.connector.transaction !== null) return this.#report.note('The transaction of the last run goes on');
    const { connector: connectorId, car, socPercent, targetSocPercent, idTag } = this.#options;
    const { key } = this.#hosted.definition;
    if (this.connector.car !== null) this.#runner.input(key, { type: 'unplugged', connectorId });
    const before = this.station.lastLocalId;
    this.#runner.input(key, { type: 'plugged', connectorId, plugIn: { car, socPercent, targetSocPercent } });
    this.#runner.input(key, { type: 'tagPresented', idTag, connectorId });
    const started = () => this.connector.transaction?.transactionId != null;
    const ended = () => this.station.lastLocalId > before && this.connector.transaction === null;
    await this.#until(() => started() || ended() || this.#isTagRefused(), START_TIMEOUT_MS).catch(() => undefined);
    if (!started()) throw new ExitError('notCharged', this.#explainNotStarted());
  }

  /** Neither a transaction nor an accepted tag that waits for one, and nothing asked that could still bring one. */
  #isTagRefused(): boolean {
    const { rpc } = this.station;
    const isAsking = [rpc.outstanding, ...rpc.queue].some((call) => call?.action === 'Authorize');
    return !isAsking && this.connector.transaction === null && this.connector.authorization === null;
  }

  async #chargeToTarget(): Promise<void> {
    const progress = setInterval(() => {
      this.#runner.refresh(this.#hosted);
      this.#report.progress(this.connector);
    }, PROGRESS_INTERVAL_MS).unref();
    const { targetSocPercent } = this.#options;
    const reached = () => (this.connector.car?.socPercent ?? 0) >= targetSocPercent - 1e-6;
    try {
      await this.#until(() => this.connector.transaction === null || reached());
    } finally {
      clearInterval(progress);
    }
    if (!reached()) {
      const reason = this.connector.history.at(-1)?.reason ?? 'unknown';
      throw new ExitError('notCharged', `The transaction ended before the target was reached (reason: ${reason})`);
    }
    this.#report.progress(this.connector);
  }

  #until(condition: () => boolean, timeoutMs = Infinity): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      // Unreferenced: an abandoned wait must not keep the process alive; the station itself does.
      const timer =
        timeoutMs === Infinity ? undefined : setTimeout(() => reject(new Error('timed out')), timeoutMs).unref();
      const done = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#waiting.push({ condition, resolve: done });
    });
  }

  #explainUnconnected(seconds: number): string {
    const { connection, registration } = this.station;
    if (registration === 'pending' || registration === 'rejected') {
      return `The CSMS answered BootNotification with ${registration === 'pending' ? 'Pending' : 'Rejected'}: it may not know the station “${this.#options.id}”`;
    }
    if (connection.state === 'open') return `The CSMS has not accepted the station within ${seconds} s`;
    const { lastFailure } = connection;
    if (lastFailure === null) return `No connection to the CSMS within ${seconds} s`;
    const what = lastFailure.reason || `close code ${lastFailure.code}`;
    if (lastFailure.wasOpen) return `The CSMS closed the connection: ${what}`;
    const hasPassword = this.#options.security.password !== undefined;
    return `No connection to the CSMS: ${withAdvice(what, { hasPassword })}`;
  }

  #explainNotStarted(): string {
    const { idTag } = this.#options;
    if (this.connector.transaction === null)
      return `The CSMS did not accept the tag “${idTag}”; no transaction was started`;
    return 'The CSMS has not answered StartTransaction';
  }

  #explainUnsettled(): string {
    const kept = this.#options.stateDirectory === undefined ? '' : ' A run with the same --state-dir tells it later.';
    return `The CSMS has not confirmed the end of the transaction.${kept}`;
  }
}
