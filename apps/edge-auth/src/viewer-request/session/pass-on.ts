import { behaviourFor, paths } from '@simulator/deployment';
import type { CloudFrontRequest } from 'aws-lambda';
import type { Outcome } from '../step.js';

/**
 * Lets a signed-in request go on. The API gets the bearer token in place of whatever the client sent; only at the OCPP
 * endpoint the station's own credentials win.
 */
export function passOn(request: CloudFrontRequest, bearer: string | undefined): Outcome {
  const { pattern, origin } = behaviourFor(request.uri);
  const own = request.headers['authorization'];
  if (pattern === `${paths.ocpp}/*` && own !== undefined) return { request };
  const headers = { ...request.headers };
  delete headers['authorization'];
  if (origin === 'api' && bearer !== undefined)
    headers['authorization'] = [{ key: 'Authorization', value: `Bearer ${bearer}` }];
  return { request: { ...request, headers } };
}
