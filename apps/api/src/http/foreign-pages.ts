import { paths } from '@simulator/deployment';
import type { NextFunction, Request, Response } from 'express';
import type { OriginSettings } from '../config/origin-settings.js';
import { isOwnHost, isSameOrigin } from './origin.js';
import { ProblemException } from './problem.js';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Without a login on loopback whoever is at this machine may do everything, and that includes every page in its browser: a
 * form of another site can post here, and a name that is made to point here can read as well (DNS rebinding).
 */
export function refuseForeignPages(settings: OriginSettings) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    // Health says nothing that is worth hiding, and documents no refusal.
    if (!settings.localNamesOnly || request.path.startsWith(paths.health)) return next();
    if (!isOwnHost(request, settings)) {
      next(new ProblemException(403, `This server is not ${request.headers.host ?? ''}; ALLOWED_ORIGINS can name it`));
    } else if (!READING.has(request.method) && !isSameOrigin(request, settings)) {
      next(new ProblemException(403, 'A page of another origin may change nothing; ALLOWED_ORIGINS can allow it'));
    } else next();
  };
}
