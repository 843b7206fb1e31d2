// The cookie comes with every request that a browser sends here, whoever made it: what changes something must come from the page itself.
import { problem } from './answers.js';
import { headerOf, isUpgrade, originOf } from './request.js';
import type { Step } from '../step.js';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** A WebSocket is a GET that no CORS rule stops, so it needs the same. */
export function requireSameOrigin(origins: readonly string[]): Step {
  return (request) => {
    const own = originOf(request, origins);
    if (own === null) return { answer: problem(421, 'Misdirected Request', 'This host is not served here.') };
    if (SAFE_METHODS.includes(request.method) && !isUpgrade(request)) return { request };
    const site = headerOf(request, 'sec-fetch-site');
    const origin = headerOf(request, 'origin');
    const isOwn = origin === own && (site === undefined || site === 'same-origin');
    // A form of the own page may come without Origin under a strict referrer policy; the browser still says where it is from.
    if (isOwn || (origin === undefined && site === 'same-origin')) return { request };
    const detail = 'Requests that change something must come from the page itself. Programs use the domain of the API.';
    return { answer: problem(403, 'Forbidden', detail) };
  };
}
