// Whatever comes: the function never throws, never lets a stranger by, never sends anyone to another origin but the provider's.
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { behaviourFor, MAX_GENERATED_RESPONSE_BYTES } from '@simulator/deployment';
import type { CloudFrontRequest, CloudFrontRequestResult } from 'aws-lambda';
import fc from 'fast-check';
import { Clock, oidcEdge, signedIn } from '../../test/edge-under-test.js';
import { FakeProvider } from '../../test/fake-provider.js';
import type { Visitor } from '../../test/visitor.js';
import { eventOf, headersOf, HOST, ORIGIN } from '../../test/visitor.js';
import type { Handler } from './create-handler.js';

const provider = new FakeProvider();
const clock = new Clock();
let handler: Handler;
let cookie: string;

beforeAll(async () => {
  await provider.start();
  handler = oidcEdge(provider, clock);
  const visitor: Visitor = await signedIn({ provider, clock, handler });
  cookie = [...visitor.cookies].map((pair) => pair.join('=')).join('; ');
});
afterAll(() => provider.stop());
beforeEach(() => {
  jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
});

const nasty = fc.constantFrom(
  '/',
  '//',
  '\\',
  '%2f',
  '%5c',
  '%252f',
  '%25252F',
  '%0d%0a',
  '%00',
  '..',
  '%2e%2e',
  '.',
  '@',
  ':',
  '?',
  '#',
  ';',
  '=',
  '&',
  '"',
  '<',
  'evil.example',
  'https:',
  'javascript:',
  'auth',
  'callback',
  'api',
  'ocpp',
  'assets',
  'index.html',
  '%',
  '%zz',
  'é',
  '\ud800',
  '\r\n',
  '\t',
  ' ',
);
const word = fc.oneof(nasty, fc.string({ maxLength: 6, unit: 'binary' }));
const path = fc.oneof(
  fc.webPath(),
  fc.array(word, { maxLength: 8 }).map((parts) => `/${parts.join('')}`),
  fc.string({ maxLength: 20 }),
);
const cookies = fc.oneof(
  fc.constant(''),
  fc.string({ maxLength: 60 }),
  fc
    .array(
      fc.tuple(
        fc.constantFrom(
          '__Host-session',
          '__Host-access',
          '__Host-refresh',
          '__Host-login.x',
          '__proto__',
          'constructor',
          'a',
        ),
        word,
      ),
      { maxLength: 5 },
    )
    .map((pairs) => pairs.map((pair) => pair.join('=')).join('; ')),
);
const request = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'POST', 'OPTIONS', 'TRACE', 'X'),
  uri: path,
  querystring: fc.oneof(
    fc.webQueryParameters(),
    fc.array(word, { maxLength: 6 }).map((parts) => parts.join('')),
    fc.constant('code=1&state=2'),
  ),
  host: fc.oneof({ weight: 9, arbitrary: fc.constant(HOST) }, { weight: 1, arbitrary: word }),
  cookie: cookies,
  mode: fc.constantFrom('navigate', 'cors', 'websocket', undefined),
  site: fc.constantFrom('none', 'same-origin', 'cross-site', undefined),
});
type Fuzzed = typeof request extends fc.Arbitrary<infer T> ? T : never;

function toRequest({ method, uri, querystring, host, cookie: own, mode, site }: Fuzzed): CloudFrontRequest {
  const headers = {
    host,
    accept: 'text/html',
    ...(own === '' ? {} : { cookie: own }),
    ...(mode === undefined ? {} : { 'sec-fetch-mode': mode }),
    ...(site === undefined ? {} : { 'sec-fetch-site': site, origin: ORIGIN }),
  };
  return { clientIp: '203.0.113.1', method, uri, querystring, headers: headersOf(headers) };
}

/** Where a browser would go that gets this answer at this address. */
function destination(result: CloudFrontRequestResult, from: CloudFrontRequest): URL | null {
  if (!result || !('status' in result)) return null;
  const location = result.headers?.['location']?.[0]?.value;
  if (location === undefined) return null;
  expect(location).toMatch(/^https?:\/\/[\x21-\x7e]+$/);
  return new URL(location, `${ORIGIN}${from.uri.startsWith('/') ? from.uri : '/'}`);
}

test('a stranger', async () => {
  const property = fc.asyncProperty(request, async (fuzzed) => {
    const sent = toRequest(fuzzed);
    const result = await handler(eventOf(sent));
    expect(result).toHaveProperty('status');
    const to = destination(result, sent);
    if (to !== null) expect([provider.issuer, ORIGIN]).toContain(to.origin);
    if (to?.origin === ORIGIN) expect(sent.uri).toMatch(/^\/auth\//);
    const bytes = Buffer.byteLength(JSON.stringify(result));
    expect(bytes).toBeLessThanOrEqual(MAX_GENERATED_RESPONSE_BYTES);
  });
  await fc.assert(property, { numRuns: 1500 });
});

test('somebody who is signed in', async () => {
  const property = fc.asyncProperty(request, async (fuzzed) => {
    const sent = toRequest({ ...fuzzed, cookie: fuzzed.cookie === '' ? cookie : `${fuzzed.cookie}; ${cookie}` });
    const result = await handler(eventOf(sent));
    const to = destination(result, sent);
    if (to !== null) expect([provider.issuer, ORIGIN]).toContain(to.origin);
    if (result && 'uri' in result) {
      // What goes on to the API has a token and no cookie, what goes elsewhere no token.
      const isForApi = behaviourFor(result.uri).origin === 'api';
      expect(result.headers['authorization'] !== undefined).toBe(isForApi);
      if (isForApi) expect(result.headers['cookie']).toBeUndefined();
    }
  });
  await fc.assert(property, { numRuns: 1500 });
});
