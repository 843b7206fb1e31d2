// A browser reduced to its cookies and its headers, in front of the function.
import type {
  CloudFrontHeaders,
  CloudFrontRequest,
  CloudFrontRequestEvent,
  CloudFrontResultResponse,
} from 'aws-lambda';
import type { Handler } from '../src/viewer-request/create-handler.js';

export const HOST = 'simulator.example.com';
export const ORIGIN = `https://${HOST}`;

/** As CloudFront documents its viewer-request event. */
export function eventOf(request: Partial<CloudFrontRequest>): CloudFrontRequestEvent {
  const config = {
    distributionDomainName: 'd111111abcdef8.cloudfront.net',
    distributionId: 'EDFDVBD6EXAMPLE',
    eventType: 'viewer-request' as const,
    requestId: '4TyzHTaYWb1GX1qTfsHhEqV6HUDd_BzoBZnwfnvQc_1oF26ClkoUSEQ==',
  };
  const whole = { clientIp: '203.0.113.178', method: 'GET', uri: '/', querystring: '', headers: {}, ...request };
  return { Records: [{ cf: { config, request: whole } }] };
}

export const headersOf = (headers: Readonly<Record<string, string>>): CloudFrontHeaders =>
  Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), [{ key, value }]]));

export type Reply = { passed: CloudFrontRequest } | { answer: CloudFrontResultResponse };

const NAVIGATION = { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none' };
const SCRIPT = { accept: '*/*', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin', origin: ORIGIN };

export class Visitor {
  readonly cookies = new Map<string, string>();

  readonly #ends = new Map<string, number>();

  constructor(
    public handler: Handler,
    private readonly clock: { readonly s: number } = { s: 0 },
    public keepsCookies = true,
  ) {}

  navigate(url: string, headers: Record<string, string> = {}): Promise<Reply> {
    return this.send('GET', url, { ...NAVIGATION, ...headers });
  }

  /** A fetch of the page. */
  call(method: string, url: string, headers: Record<string, string> = {}): Promise<Reply> {
    return this.send(method, url, { ...SCRIPT, ...headers });
  }

  async send(method: string, url: string, headers: Record<string, string>): Promise<Reply> {
    const [uri = '/', ...query] = url.replace(ORIGIN, '').split('?');
    for (const [name, end] of this.#ends) if (end <= this.clock.s) this.cookies.delete(name);
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const all = headersOf({ host: HOST, ...(cookie === '' ? {} : { cookie }), ...headers });
    const result = await this.handler(eventOf({ method, uri, querystring: query.join('?'), headers: all }));
    if (!result) throw new Error('the function returned nothing');
    if ('uri' in result) return { passed: result };
    if (this.keepsCookies) this.#keep(result);
    return { answer: result };
  }

  #keep(answer: CloudFrontResultResponse): void {
    for (const { value } of answer.headers?.['set-cookie'] ?? []) {
      const [, name = '', text = '', attributes = ''] = /^([^=]+)=([^;]*)(.*)$/.exec(value) ?? [];
      const maxAgeS = Number(/Max-Age=(\d+)/.exec(attributes)?.[1]);
      if (maxAgeS === 0) this.cookies.delete(name);
      else this.cookies.set(name, text);
      this.#ends.set(name, this.clock.s + maxAgeS);
    }
  }
}

export function passedOn(reply: Reply): CloudFrontRequest {
  if ('passed' in reply) return reply.passed;
  throw new Error(`answered ${reply.answer.status}: ${reply.answer.body?.slice(0, 500) ?? ''} ${locationOf(reply)}`);
}

export function answered(reply: Reply): CloudFrontResultResponse {
  if ('answer' in reply) return reply.answer;
  throw new Error(`passed on as ${JSON.stringify(reply.passed)}`);
}

export const locationOf = (reply: Reply): string =>
  'answer' in reply ? (reply.answer.headers?.['location']?.[0]?.value ?? '') : '';
