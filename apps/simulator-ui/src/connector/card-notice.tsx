import { useState } from 'react';
import { useFeed } from '../station/station-context.js';
import { useStore } from '../ui/store.js';
import { refusedCard } from './refused-card.js';

/** The answer about the last card, when it was a no. */
export function CardNotice() {
  const feed = useFeed();
  useStore(feed.logVersion);
  const [dismissed, setDismissed] = useState(-1);
  const refused = refusedCard(feed.log.rows);
  if (refused === null || refused.number === dismissed) return null;
  return (
    <div className="notice notice-bad" role="alert" data-testid="card-refused">
      <p>{refused.text}</p>
      <div className="notice-actions">
        <button type="button" className="button button-small" onClick={() => setDismissed(refused.number)}>
          Understood
        </button>
      </div>
    </div>
  );
}
