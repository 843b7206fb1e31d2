// What the edge does with a path: one table for CloudFront (infra) and for the local edge. Patterns are CloudFront's.
import type { Caching } from './caching.js';
import { authPaths } from './login.js';
import { paths } from './network.js';

export interface Behaviour {
  /** CloudFront path pattern: `*` stands for any characters, `?` for one; upper and lower case differ. */
  readonly pattern: string;
  /** `page`: the built simulator. `api`: passed on, WebSockets included. */
  readonly origin: 'page' | 'api';
  /** `read`: GET, HEAD and OPTIONS; `all`: every method. CloudFront offers no finer choice. */
  readonly methods: 'read' | 'all';
  readonly caching: Caching;
}

/** In order: the first match decides. */
export const behaviours: readonly Behaviour[] = [
  { pattern: `${paths.api}/*`, origin: 'api', methods: 'all', caching: 'none' },
  { pattern: `${paths.ocpp}/*`, origin: 'api', methods: 'read', caching: 'none' },
  { pattern: paths.health, origin: 'api', methods: 'read', caching: 'none' },
  { pattern: `${paths.health}/*`, origin: 'api', methods: 'read', caching: 'none' },
  // Answered by the viewer-request function, which renews tokens by POST.
  { pattern: `${authPaths.prefix}/*`, origin: 'page', methods: 'all', caching: 'none' },
  // Vite puts a hash of the content into these names.
  { pattern: '/assets/*', origin: 'page', methods: 'read', caching: 'immutable' },
];

/** On the API's own domain everything is the API's, and no function stands before it: machines bring credentials of their own. */
export const apiDomainBehaviour: Behaviour = { pattern: '*', origin: 'api', methods: 'all', caching: 'none' };

/** For every path that no pattern matches. */
export const defaultBehaviour: Behaviour = { pattern: '*', origin: 'page', methods: 'read', caching: 'revalidate' };

const matchers = behaviours.map((behaviour) => ({ behaviour, matches: compilePattern(behaviour.pattern) }));

/** The behaviour for a URL path without its query. The path is normalised before the match, as CloudFront does. */
export function behaviourFor(path: string): Behaviour {
  const normalised = normalisePath(path);
  return matchers.find(({ matches }) => matches.test(normalised))?.behaviour ?? defaultBehaviour;
}

function compilePattern(pattern: string): RegExp {
  const source = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}

/** RFC 3986 §6.2.2: escapes of unreserved characters are decoded, dot segments resolved. */
export function normalisePath(path: string): string {
  const decoded = path.replaceAll(/%[0-9a-f]{2}/gi, (escape) => {
    const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return /[A-Za-z0-9\-._~]/.test(character) ? character : escape.toUpperCase();
  });
  const kept: string[] = [];
  const segments = decoded.split('/');
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === '..' && kept.length > 1) kept.pop();
    if (segment !== '..' && segment !== '.') kept.push(segment);
    else if (isLast) kept.push('');
  }
  return kept.join('/');
}
