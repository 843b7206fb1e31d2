import { describe, expect, test } from '@jest/globals';
import { cacheControl } from './caching.js';
import { apiHeaders, contentSecurityPolicy, pageHeaders } from './headers.js';

describe('the Content-Security-Policy of the page', () => {
  const policy = pageHeaders['Content-Security-Policy'];

  test('allows no eval, no inline code and no foreign origin for code', () => {
    expect(policy).not.toMatch(/unsafe|nonce|sha256|\*|https?:/);
    expect(contentSecurityPolicy['script-src']).toEqual(["'self'"]);
    expect(contentSecurityPolicy['default-src']).toEqual(["'none'"]);
  });

  test('lets the page open WebSockets to any central system', () => {
    expect(policy).toContain("connect-src 'self' ws: wss:");
  });

  test('cannot be framed', () => {
    expect(policy).toContain("frame-ancestors 'none'");
  });
});

test('no header value can break out of its line', () => {
  for (const value of [...Object.values(pageHeaders), ...Object.values(apiHeaders), ...Object.values(cacheControl)]) {
    expect(value).toMatch(/^[\x20-\x7e]+$/);
  }
});

test('the page is asked for anew each time, its hashed assets never', () => {
  expect(cacheControl.revalidate).toBe('no-cache');
  expect(cacheControl.immutable).toMatch(/max-age=31536000, immutable/);
});
