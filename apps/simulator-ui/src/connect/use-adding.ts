import { carPresets } from '@simulator/station';
import type { StationDefinition } from '@simulator/station-runner/browser';
import { useState } from 'react';
import { reportProblem } from '../app/problem-bar.js';
import { selectConnector, selectStation } from '../app/selection.js';
import type { Simulator } from '../app/simulator.js';
import { useSimulator } from '../app/simulator-context.js';
import { rememberCard } from '../connector/cards.js';
import { csmsUrlOf, requestDemoSession } from './demo-session.js';
import { runFirstCharge } from './first-charge.js';
import { newStation } from './new-station.js';

export interface Adding {
  busy: boolean;
  /** What went wrong, and what to do; null: nothing. */
  problem: string | null;
  /** Each resolves to whether it worked. */
  tryItNow(): Promise<boolean>;
  addOwn(target: { csmsUrl: string; stationId: string; relayed?: boolean }): Promise<boolean>;
}

/** The two ways to a new station. */
export function useAdding(): Adding {
  const simulator = useSimulator();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function attempt(work: () => Promise<void>): Promise<boolean> {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      return true;
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      return false;
    } finally {
      setBusy(false);
    }
  }

  return {
    busy,
    problem,
    tryItNow: () => attempt(() => startDemo(simulator)),
    addOwn: ({ csmsUrl, stationId, relayed }) =>
      attempt(() => {
        const definition = newStation({ name: stationId, csmsUrl, stationId });
        return add(simulator, relayed === true ? { ...definition, relay: {} } : definition);
      }),
  };
}

async function add({ client }: Simulator, definition: StationDefinition): Promise<void> {
  await client.addStation(definition);
  selectStation(definition.key);
}

async function startDemo(simulator: Simulator): Promise<void> {
  const session = await requestDemoSession();
  const { stationId, idTag, expiresAt } = session;
  const csmsUrl = csmsUrlOf(session, location);
  const definition = newStation({ name: 'Demo station', csmsUrl, stationId, demo: { idTag, expiresAt } });
  const { key, config } = definition;
  // DC shows more in a minute than AC in an hour.
  const connectorId = config.connectors.findIndex(({ current }) => current === 'DC') + 1 || 1;
  rememberCard(key, idTag);
  selectConnector(key, connectorId);
  await add(simulator, definition);
  runFirstCharge(
    simulator.feed(key),
    { connectorId, idTag, plugIn: { car: carPresets[0], socPercent: 34, targetSocPercent: 80 } },
    (input) => void simulator.client.input(key, input).catch(reportProblem),
  );
}
