import { behaviourFor, paths } from '@simulator/deployment';
import { isUpgrade } from './request.js';
import type { Step } from '../step.js';

const INDEX = '/index.html';
/** Without a slash behind them these match no path of the API, and still are no page. */
const NO_PAGES: readonly string[] = [paths.api, paths.ocpp, paths.metrics];

/** The page is one document with routes of its own: a navigation to any of them gets it. A missing file stays missing. */
export const routeToPage: Step = (request) => {
  if (behaviourFor(request.uri).origin !== 'page' || NO_PAGES.includes(request.uri) || isUpgrade(request)) {
    return { request };
  }
  const isRoot = request.uri === '/';
  const namesAFile = /\.[^/]*$/.test(request.uri);
  const isNavigation = request.method !== 'OPTIONS' && !namesAFile && wantsHtml(request.headers['accept']);
  return { request: isRoot || isNavigation ? { ...request, uri: INDEX } : request };
};

function wantsHtml(accept: { value: string }[] | undefined): boolean {
  return (accept ?? []).some(({ value }) => value.includes('text/html'));
}
