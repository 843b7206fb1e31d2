// Which page sends a request. A browser lets any page open a WebSocket to any server, and names the page in Origin.
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { OriginSettings } from '../config/origin-settings.js';

/**
 * Whether a request comes from the API's own page, an allowed one, or no page at all: programs send no Origin, browsers
 * send it with every WebSocket and every POST (RFC 6454 §7, RFC 6455 §10.2).
 */
export function isSameOrigin({ headers }: Pick<IncomingMessage, 'headers'>, settings: OriginSettings): boolean {
  const { origin, host } = headers;
  if (origin === undefined || settings.allowed.includes(origin)) return true;
  const page = parse(origin);
  // Only the host is compared: whether TLS ended before us is not known here.
  const own = page === null ? null : parse(`${page.protocol}//${host ?? ''}`);
  if (page === null || own === null || page.host !== own.host) return false;
  return !settings.localNamesOnly || isLocalName(own.hostname);
}

/** `null`, which sandboxed pages and files send, is no origin to trust. */
function parse(origin: string): URL | null {
  const url = URL.canParse(origin) ? new URL(origin) : null;
  return url !== null && /^https?:$/.test(url.protocol) ? url : null;
}

/**
 * Whether Host names this server, as far as can be told: without a login on loopback a name that was made to point here
 * is not ours, though a browser takes its pages and this server for one origin.
 */
export function isOwnHost({ headers: { host } }: Pick<IncomingMessage, 'headers'>, settings: OriginSettings): boolean {
  if (!settings.localNamesOnly || host === undefined) return true;
  const own = parse(`http://${host}`);
  return (
    own !== null && (isLocalName(own.hostname) || settings.allowed.some((origin) => new URL(origin).host === own.host))
  );
}

/** Addresses, and names that no resolver can point elsewhere (RFC 6761 §6.3). */
function isLocalName(hostname: string): boolean {
  const name = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost');
}
