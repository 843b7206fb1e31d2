// ChangeAvailability (OCPP 1.6 §5.2): at once, or when the transaction ends; it survives a reboot.
import type { Connector } from '../station.js';
import { connectorById, persist, persistConnector } from '../turn.js';
import type { Turn } from '../turn.js';

export function changeAvailability(
  turn: Turn,
  connectorId: number,
  available: boolean,
): 'Accepted' | 'Rejected' | 'Scheduled' {
  const { station } = turn;
  if (connectorId !== 0) {
    const connector = connectorById(station, connectorId);
    if (connector === undefined) return 'Rejected';
    return changeOne(turn, connector, available) ? 'Accepted' : 'Scheduled';
  }
  const changed = station.connectors.map((connector) => changeOne(turn, connector, available));
  station.main.available = available;
  persist(turn, 'station');
  return changed.every(Boolean) ? 'Accepted' : 'Scheduled';
}

/** False: it waits for the end of the transaction. */
function changeOne(turn: Turn, connector: Connector, available: boolean): boolean {
  persistConnector(turn, connector);
  if (connector.transaction !== null && !available) {
    connector.scheduledAvailability = available;
    return false;
  }
  connector.scheduledAvailability = null;
  connector.available = available;
  if (!available) connector.authorization = null;
  return true;
}

export function applyScheduledAvailability(connector: Connector): void {
  if (connector.scheduledAvailability === null || connector.transaction !== null) return;
  connector.available = connector.scheduledAvailability;
  connector.scheduledAvailability = null;
}
