// The station's commands, for the palette and the single keys.
import type { Connector } from '@simulator/station';
import type { StationSnapshot } from '@simulator/station-runner/browser';
import { selectConnector } from '../app/selection.js';
import { useCommands } from '../commands/commands.js';
import type { Command } from '../commands/commands.js';
import { useConnectorActions } from '../connector/connector-actions.js';
import { lastFault } from '../faults/last-fault.js';
import { useStationInput } from './station-context.js';

const group = 'Station';

/** While the station is shown. */
export function useStationCommands(snapshot: StationSnapshot, connector: Connector): void {
  const input = useStationInput();
  const { blocked, act, next } = useConnectorActions(snapshot, connector);
  const { definition, station } = snapshot;
  const { id: connectorId, car, transaction, fault } = connector;
  const isOff = station.connection.state === 'off';

  useCommands((): Command[] => [
    car === null
      ? { id: 'plug', group, name: 'Plug in', key: 'p', blocked: blocked.plugIn, run: act.plugIn }
      : { id: 'plug', group, name: 'Unplug', key: 'p', blocked: blocked.unplug, run: act.unplug },
    {
      ...{ id: 'tap', group, name: 'Tap the card', key: 't' },
      blocked: blocked.presentCard,
      run: act.presentCard,
    },
    transaction === null
      ? {
          ...{ id: 'start-stop', group, name: 'Start charging', key: 's' },
          blocked:
            car === null
              ? 'Plug in a car first.'
              : next.primary === 'unplug'
                ? 'This charge is over: unplug.'
                : blocked.presentCard,
          run: act.presentCard,
        }
      : { id: 'start-stop', group, name: 'Stop charging', key: 's', blocked: blocked.stop, run: act.stop },
    {
      ...{ id: 'fault', group, key: 'f' },
      name: fault === null ? `Fault: ${lastFault.get().errorCode}` : 'Clear the fault',
      run: () =>
        void input(
          fault === null
            ? { type: 'faultInjected', connectorId, fault: lastFault.get() }
            : { type: 'faultCleared', connectorId },
        ),
    },
    {
      ...{ id: 'offline', group, name: isOff ? 'Go online' : 'Go offline', key: 'o' },
      run: () => void input({ type: 'networkSwitched', on: isOff }),
    },
    { id: 'restart', group, name: 'Restart the station', run: () => void input({ type: 'restartPressed' }) },
    ...station.connectors.slice(0, 9).map(({ id }) => ({
      ...{ id: `connector-${id}`, group, name: `Connector ${id}`, key: String(id) },
      run: () => selectConnector(definition.key, id),
    })),
  ]);
}
