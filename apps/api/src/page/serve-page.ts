// The built simulator page, on the API's own port: on a laptop one port is the whole product.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { behaviourFor, cacheControl, paths } from '@simulator/deployment';
import express from 'express';
import type { NextFunction, Request, RequestHandler, Response } from 'express';

const PAGE_MISSING = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Charging Station Simulator</title></head>
<body><h1>The page is not built yet</h1>
<p>The API runs. Build the page with <code>npx nx build simulator-ui</code>, or work on it with <code>npm run dev</code>.</p>
<p><a href="/api/docs">REST API</a></p></body></html>
`;

/** Where the workspace builds the page, seen from this file in src/ as well as in dist/. */
export const builtPageDir = (): string => fileURLToPath(new URL('../../../simulator-ui/dist', import.meta.url));

/** Serves files of the page; a navigation to any other path gets the page, which finds its way itself. */
export function servePage(pageDir: string): RequestHandler {
  const files = express.static(pageDir, {
    index: false,
    cacheControl: false,
    redirect: false,
    setHeaders: (response) =>
      response.setHeader('Cache-Control', cacheControl[behaviourFor(response.req.url ?? '/').caching]),
  });
  return (request, response, next) => {
    const reads = request.method === 'GET' || request.method === 'HEAD';
    // The edge never passes metrics on; here they are no page either, whatever Prometheus accepts.
    const isPage = behaviourFor(request.path).origin === 'page' && request.path !== paths.metrics;
    if (!reads || !isPage) return next();
    files(request, response, (error?: unknown) => {
      if (error !== undefined) return next(error);
      if (isNavigation(request)) sendIndex(pageDir, response, next);
      else next();
    });
  };
}

function isNavigation(request: Request): boolean {
  // A missing asset must be a 404, not a page that the browser cannot read as a script.
  const isAsset = behaviourFor(request.path).caching === 'immutable' || /\.[a-z0-9]{1,8}$/i.test(request.path);
  return request.path === '/' || (!isAsset && request.accepts(['html', 'json']) === 'html');
}

function sendIndex(pageDir: string, response: Response, next: NextFunction): void {
  const index = join(pageDir, 'index.html');
  if (!existsSync(index)) {
    response.status(503).type('html').send(PAGE_MISSING);
    return;
  }
  response.sendFile(index, { cacheControl: false, dotfiles: 'allow' }, (error?: Error) => {
    if (error) next(error);
  });
}
