import type { CloudFrontResultResponse } from 'aws-lambda';

/** An answer with problem details (RFC 9457). */
export function problem(status: number, title: string, detail: string): CloudFrontResultResponse {
  return {
    status: String(status),
    statusDescription: title,
    headers: {
      'content-type': [{ value: 'application/problem+json' }],
      'cache-control': [{ value: 'no-store' }],
    },
    body: JSON.stringify({ type: 'about:blank', title, status, detail }),
  };
}
