// The one thing to do next at a connector. Pure: what is offered follows from the station's state alone.
import type { Connector, Station } from '@simulator/station';

export type Action = 'plugIn' | 'presentCard' | 'stop' | 'unplug';

export const actionNames: Record<Action, string> = {
  plugIn: 'Plug in',
  presentCard: 'Present card',
  stop: 'Stop charging',
  unplug: 'Unplug',
};

export interface NextAction {
  primary: Action;
  /** Why the primary action cannot be taken now, in words; null: it can. */
  blocked: string | null;
  /** What the station waits for, in words; '' when for nothing. */
  waiting: string;
}

export function nextAction(station: Station, connector: Connector): NextAction {
  if (connector.transaction !== null) {
    const asked = connector.transaction.transactionId === null && station.connection.state === 'open';
    return { primary: 'stop', blocked: null, waiting: asked ? 'The CSMS is asked for a transaction id…' : '' };
  }
  if (connector.car === null) {
    const card = connector.authorization;
    return {
      primary: 'plugIn',
      blocked: null,
      waiting: card === null ? '' : `Card ${card.idTag} is accepted: plug in the car.`,
    };
  }
  if (connector.finishing) return { primary: 'unplug', blocked: null, waiting: '' };
  if (isAuthorizing(station, connector.id)) {
    return {
      primary: 'presentCard',
      blocked: 'The card is being checked.',
      waiting: 'The CSMS is asked about the card…',
    };
  }
  return { primary: 'presentCard', blocked: cardProblem(station), waiting: '' };
}

/** Does an Authorize of this connector wait for its answer? */
export function isAuthorizing(station: Station, connectorId: number): boolean {
  const calls = [station.rpc.outstanding, ...station.rpc.queue];
  return calls.some((call) => call?.context.purpose === 'authorizeStart' && call.context.connectorId === connectorId);
}

/** Why a card cannot be checked now; null: it can. */
export function cardProblem(station: Station): string | null {
  if (station.connection.state !== 'open') return 'A card can be checked once the station is connected.';
  if (station.registration !== 'accepted') return 'A card can be checked once the CSMS has accepted the station.';
  return null;
}

/** May the driver present a card too, besides the primary action? */
export function secondCardName(station: Station, connector: Connector): string | null {
  if (cardProblem(station) !== null || isAuthorizing(station, connector.id)) return null;
  if (connector.transaction !== null) return 'Present card to stop';
  if (connector.car === null && connector.authorization === null) return 'Present card first';
  return null;
}
