import type { ReactNode } from 'react';
import type { LivePages } from './use-api.js';

interface PagedProps<T> {
  pages: LivePages<T>;
  /** Said when the list has nothing. */
  empty: string;
  /** `stations` */
  what: string;
  children: (items: readonly T[]) => ReactNode;
}

/** The rows that were asked for, and how to get the next ones. */
export function Paged<T>({ pages: { value, problem, hasMore, more }, empty, what, children }: PagedProps<T>) {
  return (
    <>
      {problem !== null && <p className="field-problem">{problem}</p>}
      {value === null && problem === null && <p className="soft">Asking the CSMS…</p>}
      {value !== null && value.length === 0 && <p className="soft">{empty}</p>}
      {value !== null && value.length > 0 && (
        <>
          {children(value)}
          <div className="action-row">
            <span className="soft" role="status">
              {hasMore ? `The first ${value.length} ${what}` : countWords(value.length, what)}
            </span>
            {hasMore && (
              <button type="button" className="button button-small" onClick={more}>
                Show more {what}
              </button>
            )}
          </div>
        </>
      )}
    </>
  );
}

const countWords = (count: number, what: string): string =>
  count === 1 ? 'There are no others.' : `${count} ${what}, all there are`;
