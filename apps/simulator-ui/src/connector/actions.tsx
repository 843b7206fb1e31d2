import { shellTime } from '@simulator/station';
import type { Connector } from '@simulator/station';
import type { StationSnapshot } from '@simulator/station-runner/browser';
import { useId } from 'react';
import { Icon } from '../ui/icon.js';
import type { IconName } from '../ui/icon.js';
import { useNow } from '../ui/now.js';
import { roughDuration } from '../ui/format.js';
import { planPlugIn, usePlannedPlugIn } from '../cars/planned-plug-in.js';
import { CarChoice } from '../cars/car-choice.js';
import { CardChoice } from './card-choice.js';
import { chooseCard } from './cards.js';
import { useConnectorActions } from './connector-actions.js';
import { actionNames } from './next-action.js';
import type { Action } from './next-action.js';

const icons: Record<Action, IconName> = { plugIn: 'plug', presentCard: 'card', stop: 'stop', unplug: 'plug' };

/** What can be done at this connector now: one primary button, and little else. */
export function Actions({ snapshot, connector }: { snapshot: StationSnapshot; connector: Connector }) {
  const { definition, station } = snapshot;
  const { next, idTag, tagProblem, secondCard, act, presentCard } = useConnectorActions(snapshot, connector);
  const plugIn = usePlannedPlugIn(definition.key, connector.id);
  const waitingId = useId();
  const { primary, blocked, waiting } = next;
  const isBlocked = blocked !== null || (primary === 'presentCard' && tagProblem !== null);

  return (
    <div className="actions">
      {primary === 'plugIn' && (
        <CarChoice
          connector={station.config.connectors[connector.id - 1]}
          plugIn={plugIn}
          onPlugIn={(planned) => planPlugIn(definition.key, connector.id, planned)}
        />
      )}
      {(primary === 'presentCard' || secondCard === 'Present card first') && (
        <CardChoice
          idTag={idTag}
          onChange={(tag) => chooseCard(definition.key, tag)}
          problem={tagProblem}
          demoTag={definition.demo?.idTag}
        />
      )}
      <div className="action-row">
        <button
          type="button"
          className={`button button-large ${primary === 'stop' ? 'button-stop' : 'button-primary'}`}
          aria-disabled={isBlocked}
          aria-describedby={waitingId}
          onClick={() => isBlocked || act[primary]()}
          data-testid="primary-action"
        >
          <Icon name={icons[primary]} />
          {actionNames[primary]}
        </button>
        {secondCard !== null && (
          <button type="button" className="button button-quiet" onClick={() => presentCard()}>
            <Icon name="card" />
            {secondCard}
          </button>
        )}
        {connector.car !== null && primary !== 'unplug' && (
          <button type="button" className="button button-quiet" onClick={act.unplug}>
            <Icon name="plug" />
            {connector.transaction === null ? 'Unplug' : 'Unplug without stopping'}
          </button>
        )}
      </div>
      <p id={waitingId} className="action-words soft">
        {waiting !== '' ? waiting : blocked}
        {connector.authorization !== null && (
          <CardExpiry expiresAt={shellTime(station, connector.authorization.expiresAt)} />
        )}
      </p>
    </div>
  );
}

function CardExpiry({ expiresAt }: { expiresAt: number }) {
  const now = useNow();
  return expiresAt === Infinity ? null : <> {roughDuration(expiresAt - now)} left (ConnectionTimeOut).</>;
}
