import { describe, expect, test } from '@jest/globals';
import type { CloudFrontRequest, CloudFrontRequestEvent, CloudFrontResultResponse } from 'aws-lambda';
import { handler } from './handler.js';

const html = { accept: [{ key: 'Accept', value: 'text/html,application/xhtml+xml' }] };

// As CloudFront documents its viewer-request event.
function eventOf(request: Partial<CloudFrontRequest>): CloudFrontRequestEvent {
  return {
    Records: [
      {
        cf: {
          config: {
            distributionDomainName: 'd111111abcdef8.cloudfront.net',
            distributionId: 'EDFDVBD6EXAMPLE',
            eventType: 'viewer-request',
            requestId: '4TyzHTaYWb1GX1qTfsHhEqV6HUDd_BzoBZnwfnvQc_1oF26ClkoUSEQ==',
          },
          request: { clientIp: '203.0.113.178', method: 'GET', uri: '/', querystring: '', headers: {}, ...request },
        },
      },
    ],
  };
}

const passed = async (request: Partial<CloudFrontRequest>): Promise<CloudFrontRequest> => {
  const result = await handler(eventOf(request));
  if (!result || !('uri' in result)) throw new Error(`answered with ${JSON.stringify(result)}`);
  return result;
};
const answered = async (request: Partial<CloudFrontRequest>): Promise<CloudFrontResultResponse> => {
  const result = await handler(eventOf(request));
  if (!result || !('status' in result)) throw new Error(`passed on as ${JSON.stringify(result)}`);
  return result;
};

describe('the page', () => {
  test.each(['/', '/stations/DEMO-1', '/stations/A%2FB', '/cars'])(
    'a navigation to %s gets the one document',
    async (uri) => {
      expect((await passed({ uri, headers: html })).uri).toBe('/index.html');
    },
  );

  test('the root is the document for a program too', async () => {
    expect((await passed({ uri: '/' })).uri).toBe('/index.html');
  });

  test.each(['/assets/index-B7w1.js', '/favicon.ico', '/missing.png'])(
    '%s stays the file that it names',
    async (uri) => {
      expect((await passed({ uri, headers: html })).uri).toBe(uri);
    },
  );

  test('a program that asks for an unknown path does not get the page', async () => {
    const headers = { accept: [{ key: 'Accept', value: 'application/json' }] };
    expect((await passed({ uri: '/stations/DEMO-1', headers })).uri).toBe('/stations/DEMO-1');
  });

  test.each(['/api', '/ocpp', '/metrics'])('%s is no page', async (uri) => {
    expect((await passed({ uri, headers: html })).uri).toBe(uri);
  });

  test.each(['POST', 'PUT', 'DELETE', 'TRACE'])('%s is refused', async (method) => {
    const answer = await answered({ uri: '/', method });
    expect(answer.status).toBe('405');
    expect(answer.headers?.['allow']?.[0]?.value).toBe('GET, HEAD, OPTIONS');
  });
});

describe('the API', () => {
  test('requests pass as they are, query and Authorization included', async () => {
    const request = {
      method: 'POST',
      uri: '/api/v1/stations/A%2FB/commands',
      querystring: 'a=%zz&b=1',
      headers: { ...html, authorization: [{ key: 'Authorization', value: 'Basic QTpi' }] },
    };
    expect(await passed(request)).toEqual({ clientIp: '203.0.113.178', ...request });
  });

  test('a WebSocket handshake passes', async () => {
    const headers = { upgrade: [{ key: 'Upgrade', value: 'websocket' }] };
    expect(await passed({ uri: '/ocpp/DEMO-1', headers })).toMatchObject({ uri: '/ocpp/DEMO-1', headers });
  });

  test('cookies do not reach it, since it knows none', async () => {
    const headers = {
      cookie: [{ key: 'Cookie', value: 'other=1' }],
      'user-agent': [{ key: 'User-Agent', value: 'x' }],
    };
    expect(Object.keys((await passed({ uri: '/api/v1/stations', headers })).headers)).toEqual(['user-agent']);
  });

  test('POST to the OCPP endpoint is refused', async () => {
    expect((await answered({ uri: '/ocpp/DEMO-1', method: 'POST' })).status).toBe('405');
  });
});

describe('bad input', () => {
  test.each([
    ['/ocpp/%zz', 'percent escape'],
    ['/%', 'percent escape'],
    ['/ocpp/%ff%fe', 'percent escape'],
    ['/a%00b', 'control character'],
    ['/a%0d%0aSet-Cookie:x', 'control character'],
    ['/..%5c..%5cetc', 'backslash'],
    ['/assets/../api/v1', 'dot segment'],
    ['/assets/%2e%2e/api/v1', 'dot segment'],
    ['/assets%2f..%2fapi', 'dot segment'],
  ])('%s is answered 400, naming the %s', async (uri, flaw) => {
    const answer = await answered({ uri });
    expect(answer.status).toBe('400');
    expect(JSON.parse(answer.body ?? '')).toMatchObject({ status: 400, detail: expect.stringContaining(flaw) });
  });
});

test('the event that came in is left as it was', async () => {
  const event = eventOf({ uri: '/api/v1/stations', headers: { cookie: [{ key: 'Cookie', value: 'a=1' }] } });
  const before = structuredClone(event);
  await handler(event);
  expect(event).toEqual(before);
});
