// Faults on purpose, at connectors and at the station.
import type { DisturbanceInput } from '../input.js';
import { connectorById, log, persist, persistConnector } from '../turn.js';
import type { Turn } from '../turn.js';
import { cutConnection } from './connection.js';
import { losePower, powerOn } from './power.js';

export function disturb(turn: Turn, input: DisturbanceInput): void {
  const { station } = turn;
  switch (input.type) {
    case 'faultInjected':
    case 'faultCleared': {
      const fault = input.type === 'faultInjected' ? input.fault : null;
      return onTarget(turn, input.connectorId, (target) => void (target.fault = fault));
    }
    case 'lockStuck':
      return onConnector(turn, input.connectorId, (connector) => void (connector.lockStuck = input.stuck));
    case 'meterBroken':
      return onConnector(turn, input.connectorId, (connector) => void (connector.meterBroken = input.broken));
    case 'jobFaultSet':
      station.jobFault = input.fault;
      return persist(turn, 'station');
    case 'resetFailuresSet':
      station.resetFailures = Math.max(0, Math.floor(input.count));
      return persist(turn, 'station');
    case 'powerLost':
      return losePower(turn);
    case 'powerRestored':
      return powerOn(turn);
    case 'temperatureChanged':
      station.temperatureC = input.celsius;
      return persist(turn, 'station');
    case 'wireFaultsSet':
      station.wireFaults = input.faults;
      return persist(turn, 'station');
    case 'connectionCut':
      return cutConnection(turn, input.seconds);
  }
}

type Connector = NonNullable<ReturnType<typeof connectorById>>;

function onTarget(turn: Turn, connectorId: number, change: (target: Pick<Connector, 'fault'>) => void): void {
  if (connectorId !== 0) return onConnector(turn, connectorId, change);
  change(turn.station.main);
  persist(turn, 'station');
}

function onConnector(turn: Turn, connectorId: number, change: (connector: Connector) => void): void {
  const connector = connectorById(turn.station, connectorId);
  if (connector === undefined) return log(turn, 'error', `This station has no connector ${connectorId}`);
  change(connector);
  persistConnector(turn, connector);
}
