import type { CloudFrontRequest, CloudFrontResultResponse } from 'aws-lambda';

/** Either the request goes on, perhaps changed, or the viewer gets an answer here and now. */
export type Outcome = { request: CloudFrontRequest } | { answer: CloudFrontResultResponse };

export type Step = (request: CloudFrontRequest) => Outcome | Promise<Outcome>;
