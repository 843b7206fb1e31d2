// Each request has an id: it is answered in X-Request-Id, and stands in every log line that is written on its behalf.
import { randomUUID } from 'node:crypto';
import { behaviourFor, paths } from '@simulator/deployment';
import type { NextFunction, Response } from 'express';
import type { AuthenticatedRequest } from '../auth/access.js';
import type { ProxySettings } from '../config/proxy-settings.js';
import { inLogContext } from '../logging/log-context.js';
import type { Log } from '../logging/log.js';
import { clientAddress } from './proxies.js';

export const REQUEST_ID_HEADER = 'X-Request-Id';

/** What a proxy or a client may choose as an id: short, and harmless in a log. */
const SANE_ID = /^[\w.:@/+=-]{1,100}$/;

export function requestLog(log: Log, proxies: ProxySettings) {
  return (request: AuthenticatedRequest, response: Response, next: NextFunction): void => {
    const given = request.get(REQUEST_ID_HEADER);
    const requestId = given !== undefined && SANE_ID.test(given) ? given : randomUUID();
    const startedAt = performance.now();
    const address = clientAddress(request, proxies);
    response.setHeader(REQUEST_ID_HEADER, requestId);
    inLogContext({ requestId }, (end) => {
      response.once('close', () => {
        logAccess(log, request, response, { requestId, startedAt, address });
        end();
      });
      next();
    });
  };
}

/** The query is left out: it may name what is nobody's to read in a log. */
function logAccess(
  log: Log,
  request: AuthenticatedRequest,
  response: Response,
  { requestId, startedAt, address }: { requestId: string; startedAt: number; address: string },
): void {
  const { method, principal } = request;
  const [path = ''] = request.originalUrl.split('?', 1);
  const route = (request.route as { path?: string } | undefined)?.path ?? null;
  const fields = {
    requestId,
    method,
    path,
    route,
    status: response.statusCode,
    ms: Math.round((performance.now() - startedAt) * 10) / 10,
    address,
    principal: principal?.name ?? null,
    ...(response.writableFinished ? {} : { aborted: true }),
  };
  if (isRoutine(path)) log.debug(fields, 'request');
  else log.info(fields, 'request');
}

/** Probes, scrapes and files of the page: many, and of no interest unless somebody looks for them. */
function isRoutine(path: string): boolean {
  return path.startsWith(paths.health) || path === paths.metrics || behaviourFor(path).origin === 'page';
}
