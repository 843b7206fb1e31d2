// What a person can do at a connector, whichever way it is asked for: button, gesture or key.
import type { Connector } from '@simulator/station';
import type { StationSnapshot } from '@simulator/station-runner/browser';
import { usePlannedPlugIn } from '../cars/planned-plug-in.js';
import { useStationInput } from '../station/station-context.js';
import { cardProblem, rememberCard, useCard } from './cards.js';
import { nextAction, secondCardName } from './next-action.js';
import type { Action, NextAction } from './next-action.js';

export interface ConnectorActions {
  next: NextAction;
  /** The card in the driver's hand, and what is wrong with it. */
  idTag: string;
  tagProblem: string | null;
  /** The button for a card besides the primary one; null: there is none. */
  secondCard: string | null;
  /** Why it cannot be done now; null: it can. */
  blocked: Record<Action, string | null>;
  act: Record<Action, () => void>;
  /** Without a tag: the card in the driver's hand, at a running transaction the one that started it. */
  presentCard: (tag?: string) => void;
}

export function useConnectorActions({ definition, station }: StationSnapshot, connector: Connector): ConnectorActions {
  const input = useStationInput();
  const plugIn = usePlannedPlugIn(definition.key, connector.id);
  const idTag = useCard(definition.key);
  const connectorId = connector.id;
  const next = nextAction(station, connector);
  const secondCard = secondCardName(station, connector);
  const tagProblem = cardProblem(idTag);

  function presentCard(tag = connector.transaction?.idTag ?? idTag): void {
    if (cardProblem(tag) !== null) return;
    if (connector.transaction === null) rememberCard(definition.key, tag);
    void input({ type: 'tagPresented', idTag: tag, connectorId });
  }

  const cardBlocked =
    next.primary === 'presentCard' ? next.blocked : secondCard === null ? 'No card is asked for now.' : null;
  return {
    ...{ next, idTag, tagProblem, secondCard, presentCard },
    blocked: {
      plugIn: connector.car === null ? null : 'A car is plugged in already.',
      presentCard: cardBlocked ?? (connector.transaction === null ? tagProblem : null),
      stop: connector.transaction === null ? 'Nothing is charging here.' : null,
      unplug: connector.car === null ? 'No car is plugged in.' : null,
    },
    act: {
      plugIn: () => void input({ type: 'plugged', connectorId, plugIn }),
      presentCard: () => presentCard(),
      stop: () => void input({ type: 'stopPressed', connectorId }),
      unplug: () => void input({ type: 'unplugged', connectorId }),
    },
  };
}
