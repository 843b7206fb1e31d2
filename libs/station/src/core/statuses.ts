// The status of a connector follows from what is the case; it is never set by hand (OCPP 1.6 §4.9).
import type { Connector, ConnectorStatus } from '../station.js';
import type { Turn } from '../turn.js';
import { isOffering, isWanting } from './charging.js';
import { queueCallToSend } from './outbox.js';

export function statusOf(connector: Connector): ConnectorStatus {
  const { car } = connector;
  if (connector.transaction !== null) {
    if (car === null) return 'SuspendedEV';
    if (!isOffering(connector) || connector.offeredW === 0) return 'SuspendedEVSE';
    return isWanting(car) && connector.limitW > 0 ? 'Charging' : 'SuspendedEV';
  }
  if (connector.finishing) return 'Finishing';
  if (car !== null || connector.authorization !== null) return 'Preparing';
  return 'Available';
}

/** Brings every status up to date and reports what changed, when the CSMS can be told. */
export function settleStatuses(turn: Turn, cause: string): void {
  for (const connector of turn.station.connectors) {
    const status = statusOf(connector);
    if (status !== connector.status) {
      connector.status = status;
      connector.statusSince = turn.now;
    }
    if (canReport(turn) && status !== connector.reportedStatus) reportStatus(turn, connector, cause);
  }
}

/** After boot: every connector and the station as a whole, connector 0 (OCPP 1.6 §4.9). */
export function reportAllStatuses(turn: Turn, cause: string): void {
  const draft = turn.protocol.status(null, 'Available', turn.now);
  queueCallToSend(turn, draft, { cause, purpose: 'status', connectorId: 0, status: 'Available' });
  for (const connector of turn.station.connectors) connector.reportedStatus = null;
}

function reportStatus(turn: Turn, connector: Connector, cause: string): void {
  const { status, statusSince } = connector;
  connector.reportedStatus = status;
  const draft = turn.protocol.status(connector, status, statusSince);
  queueCallToSend(turn, draft, { cause, purpose: 'status', connectorId: connector.id, status });
}

function canReport(turn: Turn): boolean {
  return turn.station.registration === 'accepted' && turn.station.connection.state === 'open';
}
