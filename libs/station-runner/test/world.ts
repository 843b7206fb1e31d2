import { carPresets, defaultStationConfig } from '@simulator/station';
import type { RunnerFault, RunnerOptions } from '../src/runner-options.js';
import { StationRunner } from '../src/runner.js';
import type { StationDefinition } from '../src/station-definition.js';
import { FakeClock } from './fake-clock.js';
import { FakeCsms } from './fake-csms.js';
import { MemoryStore } from './memory-store.js';

export function definitionOf(id: string, csmsUrl = 'ws://csms.example/ocpp'): StationDefinition {
  return { key: `key-${id}`, name: `Station ${id}`, config: defaultStationConfig(id, 42), csmsUrl };
}

/** A runner with everything around it, and the means to kill it. */
export class World {
  readonly clock = new FakeClock();
  readonly csms = new FakeCsms();
  readonly store = new MemoryStore();
  readonly faults: RunnerFault[] = [];
  runner: StationRunner;
  #connection = this.store.connect();
  readonly #options: Partial<RunnerOptions>;

  constructor(options: Partial<RunnerOptions> = {}) {
    this.#options = options;
    this.runner = this.#newRunner();
  }

  /** As when the tab is reloaded or the process killed: nothing of the old runner runs any more. */
  kill(): void {
    this.#connection.killed = true;
    this.clock.dropTimers();
    this.runner.stop({ polite: false }).catch(() => undefined);
  }

  async restart(): Promise<void> {
    this.runner = this.#newRunner();
    await this.runner.restore();
  }

  async addCharging(id = 'S1'): Promise<string> {
    const { key } = this.runner.add(definitionOf(id)).definition;
    await this.clock.advance(1_000);
    this.runner.input(key, { type: 'plugged', connectorId: 1, plugIn: { car: carPresets[0], socPercent: 20 } });
    this.runner.input(key, { type: 'tagPresented', idTag: 'TAG', connectorId: 1 });
    await this.clock.advance(1_000);
    return key;
  }

  #newRunner(): StationRunner {
    this.#connection = this.store.connect();
    return new StationRunner({
      openSocket: this.csms.openSocket,
      clock: this.clock,
      store: this.#connection,
      listener: { fault: (fault) => this.faults.push(fault) },
      ...this.#options,
    });
  }
}
