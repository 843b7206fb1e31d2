// What the steps ask of a request.
import type { CloudFrontRequest } from 'aws-lambda';

export const headerOf = ({ headers }: CloudFrontRequest, name: string): string | undefined => headers[name]?.[0]?.value;

/** Whether a person goes somewhere with the browser, and a page is what should come back. */
export function isNavigation(request: CloudFrontRequest): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  if (isUpgrade(request)) return false;
  const mode = headerOf(request, 'sec-fetch-mode');
  if (mode !== undefined) return mode === 'navigate';
  // Browsers before Sec-Fetch-Mode.
  return (request.headers['accept'] ?? []).some(({ value }) => value.includes('text/html'));
}

export const isUpgrade = (request: CloudFrontRequest): boolean =>
  headerOf(request, 'upgrade') !== undefined || headerOf(request, 'sec-websocket-key') !== undefined;

/**
 * The origin that the request is for, or null for one that is not served here. Where http and https are both served at a
 * host (on a laptop), `cloudfront-forwarded-proto` tells which; on AWS there is https only.
 */
export function originOf(request: CloudFrontRequest, origins: readonly string[]): string | null {
  const host = headerOf(request, 'host')?.toLowerCase() ?? '';
  if (!/^[a-z0-9.-]+(:\d{1,5})?$/.test(host)) return null;
  const scheme = headerOf(request, 'cloudfront-forwarded-proto') ?? 'https';
  const here = origins
    .filter((origin) => hostMatches(host, origin.slice(origin.indexOf('//') + 2)))
    .map((origin) => origin.slice(0, origin.indexOf(':')));
  const [only] = here;
  const chosen = here.length > 1 && here.includes(scheme) ? scheme : only;
  return chosen === undefined ? null : `${chosen}://${host}`;
}

function hostMatches(host: string, pattern: string): boolean {
  if (!pattern.endsWith(':*')) return host === pattern;
  const name = pattern.slice(0, -2);
  return host === name || host.startsWith(`${name}:`);
}
