import { apiHeaders, behaviourFor, cacheControl, pageHeaders, paths } from '@simulator/deployment';
import type { NextFunction, Request, Response } from 'express';

// Swagger UI styles itself inline; nothing else may do more than the simulator's page.
const docsPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const dataPolicy = "default-src 'none'; frame-ancestors 'none'";

/** The headers that the edge sets too: a laptop without the edge is protected the same way. */
export function protectiveHeaders(request: Request, response: Response, next: NextFunction): void {
  const { origin, caching } = behaviourFor(request.path);
  if (origin === 'api') {
    const policy = request.path.startsWith(paths.apiDocs) ? docsPolicy : dataPolicy;
    response.set({ ...apiHeaders, 'Content-Security-Policy': policy });
  } else {
    response.set(pageHeaders);
  }
  response.set('Cache-Control', cacheControl[caching]);
  next();
}
