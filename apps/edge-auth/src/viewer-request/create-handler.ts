// Puts the steps together. The entry that goes to AWS is handler.ts, which gives the baked-in configuration.
import { VIEWER_REQUEST_TIMEOUT_MS } from '@simulator/deployment';
import type { CloudFrontRequest, CloudFrontRequestEvent, CloudFrontRequestResult } from 'aws-lambda';
import type { EdgeConfig } from '../config/edge-config.js';
import { problem } from './http/answers.js';
import { checkRequest } from './http/check-request.js';
import { prepareForApi } from './http/prepare-for-api.js';
import { originOf } from './http/request.js';
import { routeToPage } from './http/route-to-page.js';
import { requireSameOrigin } from './http/same-origin.js';
import { log, reasonOf } from './log.js';
import { secretsFrom } from './secrets/secrets.js';
import type { LoginContext } from './session/login-context.js';
import type { Step } from './step.js';

export type Handler = (event: CloudFrontRequestEvent) => Promise<CloudFrontRequestResult>;

/** CloudFront ends the function at its limit, and shows an error page of its own. */
const PATIENCE_MS = VIEWER_REQUEST_TIMEOUT_MS - 500;

/** The variants of a build. The bundler leaves the others out. */
export interface Variants {
  login: (config: EdgeConfig['login'], context: LoginContext) => Step;
  readSecret: (source: EdgeConfig['secret']) => Promise<string>;
}

/** Never throws: an error of the function would show CloudFront's page. */
export function createHandler(
  { origins, secret, login }: EdgeConfig,
  variants: Variants,
  now: () => number = Date.now,
): Handler {
  const context: LoginContext = {
    secrets: secretsFrom(() => variants.readSecret(secret), now),
    originOf: (request) => originOf(request, origins) ?? '',
    now,
  };
  return runSteps([
    checkRequest,
    requireSameOrigin(origins),
    variants.login(login, context),
    prepareForApi,
    routeToPage,
  ]);
}

export function runSteps(steps: readonly Step[]): Handler {
  return async (event) => {
    // CloudFront sends one record an event.
    const { request } = event.Records[0]!.cf;
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<CloudFrontRequestResult>((resolve) => {
      const answer = problem(503, 'Service Unavailable', 'The login takes too long at the moment. Try again.');
      timer = setTimeout(() => resolve(answer), PATIENCE_MS);
    });
    try {
      return await Promise.race([run(steps, request), tooLate]);
    } catch (error) {
      log('function-failed', { reason: reasonOf(error) });
      return problem(500, 'Internal Server Error', 'The function in front of this site failed. Its log says why.');
    } finally {
      clearTimeout(timer);
    }
  };
}

async function run(steps: readonly Step[], first: CloudFrontRequest): Promise<CloudFrontRequestResult> {
  let request = first;
  for (const step of steps) {
    const outcome = await step(request);
    if ('answer' in outcome) return outcome.answer;
    request = outcome.request;
  }
  return request;
}
