// What is done to many stations at once.
import { carPresets } from '@simulator/station';
import type { SimulatorClient, StationSummary } from '@simulator/station-runner/browser';
import { busyConnectors } from '../stations/list-view.js';

export interface BulkAction {
  name: string;
  /** Rejects with what went wrong first. */
  act: (client: SimulatorClient, stations: readonly StationSummary[]) => Promise<void>;
}

const keysOf = (stations: readonly StationSummary[]) => stations.map(({ key }) => key);

export const bulkActions: readonly BulkAction[] = [
  { name: 'Stop charging', act: stopCharging },
  { name: 'Unplug all cars', act: unplugAll },
  {
    name: 'Go online',
    act: (client, stations) => client.inputMany(keysOf(stations), { type: 'networkSwitched', on: true }),
  },
  {
    name: 'Go offline',
    act: (client, stations) => client.inputMany(keysOf(stations), { type: 'networkSwitched', on: false }),
  },
  { name: 'Connect through the relay', act: (client, stations) => client.updateMany(keysOf(stations), { relay: {} }) },
  { name: 'Connect directly', act: (client, stations) => client.updateMany(keysOf(stations), { relay: null }) },
];

/** A car at the first connector of those that are idle, and a card. */
export async function startCharging(
  client: SimulatorClient,
  stations: readonly StationSummary[],
  idTag: string,
): Promise<void> {
  const idle = stations.filter(({ connectors }) =>
    ['Available', 'Preparing', 'Reserved'].includes(connectors[0]?.status ?? ''),
  );
  const keys = keysOf(idle);
  const plugIn = { car: carPresets[0], socPercent: 30, targetSocPercent: 90 };
  const free = idle.filter(({ connectors }) => connectors[0]?.status !== 'Preparing');
  await client.inputMany(keysOf(free), { type: 'plugged', connectorId: 1, plugIn });
  await client.inputMany(keys, { type: 'tagPresented', connectorId: 1, idTag });
}

async function stopCharging(client: SimulatorClient, stations: readonly StationSummary[]): Promise<void> {
  for (const [connectorId, keys] of busyConnectors(stations)) {
    await client.inputMany(keys, { type: 'stopPressed', connectorId });
  }
}

async function unplugAll(client: SimulatorClient, stations: readonly StationSummary[]): Promise<void> {
  const most = Math.max(0, ...stations.map(({ connectors }) => connectors.length));
  for (let connectorId = 1; connectorId <= most; connectorId += 1) {
    const keys = keysOf(stations.filter(({ connectors }) => connectors.length >= connectorId));
    await client.inputMany(keys, { type: 'unplugged', connectorId });
  }
}
