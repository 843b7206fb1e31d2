// A scenario in real time against a real CSMS.
import { advanceRun, createAnswersInPlace, createRun, nextRunDeadline, stationConfigFor } from '@simulator/station';
import type { RunFailure, RunEvent, RunOutput, ScenarioRun } from '@simulator/station';
import { startNodeRunner, systemClock } from '@simulator/station-runner/node';
import type { HostedStation, StationRunner } from '@simulator/station-runner/node';
import { withAdvice } from '../connection-advice.js';
import { stationConfig } from '../config-file.js';
import { socketOptions, startConfiguration } from '../connection.js';
import { ExitError } from '../exit-codes.js';
import type { ConnectionOptions, ScenarioOptions } from '../tasks.js';
import type { CsmsApi } from './csms-api.js';
import type { LoadedScenario } from './scenario-files.js';
import type { ScenarioReport } from './scenario-report.js';
import { resultOf } from './scenario-result.js';
import type { ScenarioResult } from './scenario-result.js';

const SETTLE_TIMEOUT_MS = 5_000;

/** `RunEvent` without the station. */
type Event = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, 'station'> : never) : never;

export class LiveRun {
  readonly #loaded: LoadedScenario;
  readonly #options: ScenarioOptions;
  readonly #connection: ConnectionOptions;
  readonly #api: CsmsApi | null;
  readonly #report: ScenarioReport;
  readonly #clock = systemClock();
  readonly #run: ScenarioRun;
  readonly #inPlace = createAnswersInPlace();
  #runner: StationRunner | null = null;
  #hosted: HostedStation | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #finished: (failures: RunFailure[]) => void = () => undefined;

  constructor(
    loaded: LoadedScenario,
    context: { options: ScenarioOptions; connection: ConnectionOptions; api: CsmsApi | null; report: ScenarioReport },
  ) {
    this.#loaded = loaded;
    this.#options = context.options;
    this.#connection = context.connection;
    this.#api = context.api;
    this.#report = context.report;
    const { seed } = context.options;
    const { scenario, variables } = loaded;
    this.#run = createRun(scenario, { variables, ...(seed === undefined ? {} : { seed }) }, this.#clock.now());
  }

  /** Plays it to its end, tells the CSMS the end of a transaction that still runs, and lets go of the station. */
  async play(): Promise<ScenarioResult> {
    const runner = await startNodeRunner({
      ...socketOptions(this.#connection.security),
      timelineLimit: 1,
      listener: {
        stepped: (_, input, outputs) => this.#tell({ type: 'stepped', input, outputs }),
        timelineGrew: (_, entry) => this.#report.entry(entry),
        fault: ({ kind, problem }) => {
          if (kind === 'brokenStation') this.abort(problem);
        },
      },
    });
    this.#runner = runner;
    try {
      const ended = new Promise<RunFailure[]>((resolve) => (this.#finished = resolve));
      this.#begin(runner);
      const failures = await ended;
      await runner.settle(this.#options.id, SETTLE_TIMEOUT_MS);
      return resultOf(this.#loaded, this.#run, this.#explained(failures));
    } finally {
      clearTimeout(this.#timer);
      await runner.stop();
    }
  }

  abort(reason: string): void {
    this.#tell({ type: 'aborted', reason });
  }

  #begin(runner: StationRunner): void {
    const { id, timeScale } = this.#options;
    const model = stationConfig(id, this.#run.seed, this.#connection.settings);
    const base = { ...model, configuration: { ...model.configuration, ...startConfiguration(this.#connection) } };
    const config = { ...stationConfigFor(this.#run, base), id };
    const definition = { key: id, name: id, config, csmsUrl: this.#connection.url };
    try {
      this.#hosted = runner.add(definition, { powerOn: false });
    } catch (error) {
      throw new ExitError('wrongArguments', `${this.#loaded.file}: ${(error as Error).message}`);
    }
    if (timeScale !== 1) runner.input(id, { type: 'timeScaled', scale: timeScale });
    this.#tell({ type: 'started' });
  }

  #tell(event: Event): void {
    if (this.#hosted === null) return;
    const { station } = this.#hosted;
    const outputs = advanceRun(this.#run, { ...event, station }, this.#clock.now());
    for (const output of outputs) this.#carryOut(output);
    this.#schedule();
  }

  #carryOut(output: RunOutput): void {
    const { id } = this.#options;
    if (output.type === 'input') this.#runner?.input(id, output.input);
    else if (output.type === 'csmsCall') this.#callCsms(output);
    else if (output.type === 'csmsAnswer') {
      // Nobody can make a real CSMS answer so.
      this.#inPlace.put(output.answer);
      this.#runner?.setAnswersInPlace(id, this.#inPlace);
    } else if (output.type === 'stepFinished') this.#report.step(output.result);
    else if (output.type === 'finished') this.#finished(output.failures);
  }

  #callCsms({ action, payload, prompt }: Extract<RunOutput, { type: 'csmsCall' }>): void {
    if (this.#api === null) return this.#report.prompt(prompt);
    const { current } = this.#run;
    void this.#api.call(this.#options.id, action, payload).then((problem) => {
      if (problem !== null && this.#run.current === current) this.#tell({ type: 'csmsFailed', reason: problem });
    });
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#hosted === null) return;
    const at = nextRunDeadline(this.#run, this.#hosted.station);
    if (at === Infinity) return;
    const delayMs = Math.min(Math.max(at - this.#clock.now(), 0), 2 ** 31 - 1);
    this.#timer = setTimeout(() => this.#tell({ type: 'timePassed' }), delayMs);
  }

  /** A scenario that fails for want of a connection says so. */
  #explained(failures: RunFailure[]): RunFailure[] {
    const failure = this.#hosted?.station.connection.lastFailure ?? null;
    if (failures.length === 0 || failure === null || failure.wasOpen) return failures;
    const hasPassword = this.#connection.security.password !== undefined;
    const message = withAdvice(failure.reason || `close code ${failure.code}`, { hasPassword });
    return [...failures, { path: '', title: 'No connection to the CSMS', message }];
  }
}
