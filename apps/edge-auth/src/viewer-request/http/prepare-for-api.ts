import { behaviourFor } from '@simulator/deployment';
import type { Step } from '../step.js';

/** The API knows no cookies: none may leak to it, nor serve to forge a request in a visitor's name. */
export const prepareForApi: Step = (request) => {
  if (behaviourFor(request.uri).origin !== 'api') return { request };
  const headers = { ...request.headers };
  delete headers['cookie'];
  return { request: { ...request, headers } };
};
