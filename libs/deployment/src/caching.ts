/** `immutable`: the name changes with the content. `revalidate`: keep, but ask each time. `none`: never stored. */
export type Caching = 'immutable' | 'revalidate' | 'none';

const YEAR_S = 31_536_000;

/** `Cache-Control` of each kind of caching; `none` is left to the API, which says it for itself. */
export const cacheControl: Readonly<Record<Caching, string>> = {
  immutable: `public, max-age=${YEAR_S}, immutable`,
  revalidate: 'no-cache',
  none: 'no-store',
};
