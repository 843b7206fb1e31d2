// The CloudFront viewer-request function: sees every request before the cache. The local edge runs this same file.
import type { CloudFrontRequest, CloudFrontRequestEvent, CloudFrontRequestResult } from 'aws-lambda';
import { checkRequest } from './check-request.js';
import { prepareForApi } from './prepare-for-api.js';
import { routeToPage } from './route-to-page.js';
import type { Step } from './step.js';

/** In order. A login belongs between the check and the rest. */
const steps: readonly Step[] = [checkRequest, prepareForApi, routeToPage];

export async function handler(event: CloudFrontRequestEvent): Promise<CloudFrontRequestResult> {
  // CloudFront sends one record an event.
  let request: CloudFrontRequest = event.Records[0]!.cf.request;
  for (const step of steps) {
    const outcome = await step(request);
    if ('answer' in outcome) return outcome.answer;
    request = outcome.request;
  }
  return request;
}
