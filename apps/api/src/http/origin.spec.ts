import { describe, expect, test } from '@jest/globals';
import { isSameOrigin } from './origin.js';

const guarded = { allowed: ['https://simulator.example'], localNamesOnly: false };
const open = { allowed: [], localNamesOnly: true };

describe('isSameOrigin', () => {
  test.each([
    ['a program', undefined, 'api.example'],
    ['the own page', 'http://127.0.0.1:3000', '127.0.0.1:3000'],
    ['the own page behind TLS that ended before us', 'https://api.example', 'api.example'],
    ['a default port that one of them writes out', 'https://api.example', 'api.example:443'],
    ['upper case in Host', 'https://api.example', 'API.example'],
    ['IPv6', 'http://[::1]:3000', '[::1]:3000'],
    ['a page of the list', 'https://simulator.example', 'api.internal'],
  ])('%s: yes', (_what, origin, host) => {
    expect(isSameOrigin({ headers: { origin, host } }, guarded)).toBe(true);
  });

  test.each([
    ['another host', 'https://evil.example', 'api.example'],
    ['another port of the same host', 'http://127.0.0.1:8000', '127.0.0.1:3000'],
    ['the other loopback name', 'http://localhost:3000', '127.0.0.1:3000'],
    ['a name that only begins alike', 'https://api.example.evil.example', 'api.example'],
    ['a page of the list, by another scheme', 'http://simulator.example', 'api.example'],
    ['a sandboxed page', 'null', 'null'],
    ['a browser extension', 'chrome-extension://api.example', 'api.example'],
    ['nonsense', '://', 'api.example'],
    ['no Host', 'https://api.example', undefined],
  ])('%s: no', (_what, origin, host) => {
    expect(isSameOrigin({ headers: { origin, host } }, guarded)).toBe(false);
  });

  test('DNS rebinding: without a login on loopback a foreign name that points here is not ours', () => {
    const rebound = { headers: { origin: 'http://evil.example:3000', host: 'evil.example:3000' } };
    expect(isSameOrigin(rebound, open)).toBe(false);
    expect(isSameOrigin(rebound, { ...open, localNamesOnly: false })).toBe(true);
    for (const host of ['localhost:3000', 'simulator.localhost:3000', '127.0.0.1:3000', '[::1]:3000']) {
      expect(isSameOrigin({ headers: { origin: `http://${host}`, host } }, open)).toBe(true);
    }
  });
});
