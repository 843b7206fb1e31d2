import { useEffect, useState } from 'react';
import { loadNewerRelease } from './load-newer.js';
import { isNewerRelease } from './newer-release.js';

const EVERY_MS = 10 * 60_000;

/** Offers a newer release; a person loads it when it suits. */
export function ReleaseNotice() {
  const [isThere, setThere] = useState(false);
  const [isPutAway, setPutAway] = useState(false);

  useEffect(() => {
    if (isThere) return;
    const running = document.querySelector<HTMLScriptElement>('script[type=module][src]')?.getAttribute('src') ?? null;
    const look = (): void => {
      fetch('/', { cache: 'no-cache', signal: AbortSignal.timeout(15_000) })
        .then(async (response) => response.ok && isNewerRelease(running, await response.text()) && setThere(true))
        // Offline, or a server that is being replaced: it is looked at again later.
        .catch(() => undefined);
    };
    const lookWhenSeen = () => document.visibilityState === 'visible' && look();
    const timer = setInterval(look, EVERY_MS);
    document.addEventListener('visibilitychange', lookWhenSeen);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', lookWhenSeen);
    };
  }, [isThere]);

  if (!isThere || isPutAway) return null;
  return (
    <div className="fault-notices">
      <div className="notice" role="status">
        <p>A newer release of this page is there. Stations and transactions go on over the reload.</p>
        <div className="notice-actions">
          <button type="button" className="button button-small button-primary" onClick={loadNewerRelease}>
            Load it now
          </button>
          <button type="button" className="button button-small" onClick={() => setPutAway(true)}>
            Later
          </button>
        </div>
      </div>
    </div>
  );
}
