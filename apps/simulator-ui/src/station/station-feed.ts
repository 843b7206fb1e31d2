// Everything the page follows of one station: snapshots, the timeline, the course of its charges.
import { stationTime } from '@simulator/station';
import type { Connector } from '@simulator/station';
import type { SimulatorClient, StationSnapshot } from '@simulator/station-runner/browser';
import { addSample, noSamples } from '../chart/samples.js';
import type { Samples } from '../chart/samples.js';
import { limitWords } from '../chart/limit-words.js';
import { MeterTicks } from '../chart/meter-ticks.js';
import { forgetSamples, loadSamples, storeSamples } from '../chart/sample-storage.js';
import { ExchangeLog } from '../timeline/exchanges.js';
import { Store } from '../ui/store.js';
import { saveFixedAnswers } from '../wire/fixed-answers.js';

export class StationFeed {
  readonly key: string;
  /** Its `at` is of the station's clock, as every time of the station is. */
  readonly snapshot = new Store<StationSnapshot | null>(null);
  readonly log = new ExchangeLog();
  /** Counts the changes of `log`. */
  readonly logVersion = new Store(0);
  /** Counts the changes of all samples. */
  readonly samplesVersion = new Store(0);
  /** The MeterValues of the log. */
  readonly ticks = new MeterTicks();
  readonly #samples = new Map<number, Samples>();
  readonly #unwatch: () => void;

  constructor(client: SimulatorClient, key: string) {
    this.key = key;
    this.log.observe({
      appended: (from) => this.ticks.take(this.log.rows, from),
      replaced: () => undefined,
      trimmed: () => this.ticks.forgetBefore(this.log.rows[0]?.number ?? Infinity),
    });
    this.#unwatch = client.watch(key, {
      onSnapshot: (snapshot) => this.#takeSnapshot({ ...snapshot, at: stationTime(snapshot.station, snapshot.at) }),
      onTimeline: (entries) => {
        this.log.append(entries);
        this.logVersion.set(this.log.version);
      },
    });
    addEventListener('pagehide', this.#store);
  }

  /** Of the charge that runs at this connector, else of the last one. Changed in place. */
  samplesOf(connectorId: number): Samples {
    let samples = this.#samples.get(connectorId);
    if (samples === undefined) this.#samples.set(connectorId, (samples = noSamples()));
    return samples;
  }

  firstSnapshot(): Promise<StationSnapshot> {
    return new Promise((resolve) => {
      const give = () => {
        const snapshot = this.snapshot.get();
        if (snapshot === null) return;
        stop();
        resolve(snapshot);
      };
      const stop = this.snapshot.subscribe(give);
      give();
    });
  }

  readonly close = (): void => {
    this.#store();
    removeEventListener('pagehide', this.#store);
    this.#unwatch();
  };

  /** The station is gone for good. */
  forget(): void {
    this.close();
    forgetSamples(this.key);
    saveFixedAnswers(this.key, {});
  }

  #takeSnapshot(snapshot: StationSnapshot): void {
    const before = this.snapshot.get()?.station;
    const isFirst = before === undefined;
    const { connectors, connection } = snapshot.station;
    if (isFirst) this.#restoreSamples(connectors);
    if (before?.connection.state === 'open' && connection.state !== 'open') {
      this.log.connectionLost();
      this.logVersion.set(this.log.version);
    }
    for (const connector of connectors) {
      const carCame = !isFirst && connector.car !== null && before.connectors[connector.id - 1]?.car == null;
      if (carCame) this.#samples.set(connector.id, noSamples());
      if (connector.car !== null) this.#sample(connector, snapshot.at);
    }
    this.snapshot.set(snapshot);
  }

  #sample(connector: Connector, at: number): void {
    const { flow, offeredW, wantedW, car, limitedBy } = connector;
    const socPercent = car?.socPercent ?? null;
    const limit = limitWords(limitedBy);
    const sample = { at, powerW: flow.powerW, offeredW, wantedW, socPercent, limit };
    const changed = addSample(this.samplesOf(connector.id), sample);
    if (changed) this.samplesVersion.set(this.samplesVersion.get() + 1);
  }

  /** After a reload in the middle of a charge, the chart goes on too. */
  #restoreSamples(connectors: readonly Connector[]): void {
    const stored = loadSamples(this.key);
    for (const { id, car } of connectors) {
      const samples = stored.get(id);
      if (car !== null && samples !== undefined) this.#samples.set(id, samples);
    }
  }

  readonly #store = (): void => {
    if (this.#samples.size > 0) storeSamples(this.key, this.#samples);
  };
}
