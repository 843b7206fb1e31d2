import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { readProxySettings } from '../config/proxy-settings.js';
import { clientAddress, isSecure } from './proxies.js';

function asked(remoteAddress: string | undefined, headers: IncomingHttpHeaders = {}, encrypted = false) {
  return { headers, socket: { remoteAddress, encrypted } as unknown as IncomingMessage['socket'] };
}

const proxies = (TRUSTED_PROXIES?: string) =>
  readProxySettings({ TRUSTED_PROXIES, FORWARDED_HEADER: 'X-Forwarded-For' });
const rfc7239 = readProxySettings({ TRUSTED_PROXIES: '10.0.0.0/8', FORWARDED_HEADER: 'Forwarded' });
const behind = proxies('10.0.0.0/8, fd00::/8');

describe('clientAddress', () => {
  test.each([
    ['nobody in front', '192.0.2.1', undefined, '192.0.2.1'],
    ['one proxy', '10.0.0.1', '192.0.2.1', '192.0.2.1'],
    ['two proxies', '10.0.0.1', '192.0.2.1, 10.0.0.2', '192.0.2.1'],
    ['IPv6', 'fd00::1', '2001:db8::1', '2001:db8::1'],
    ['an IPv4 address in IPv6, as a dual-stack socket shows it', '::ffff:10.0.0.1', '192.0.2.1', '192.0.2.1'],
    [
      'a client that writes what it likes: what the first proxy saw counts',
      '10.0.0.1',
      '1.1.1.1, 192.0.2.1',
      '192.0.2.1',
    ],
    ['a client that names a proxy', '10.0.0.1', '10.0.0.9, 192.0.2.1', '192.0.2.1'],
    ['only proxies', '10.0.0.1', '10.0.0.2', '10.0.0.2'],
    ['a value that is no address', '10.0.0.1', 'unknown', '10.0.0.1'],
    ['an address with a port', '10.0.0.1', '192.0.2.1:4711', '10.0.0.1'],
  ])('%s', (_what, peer, forwarded, address) => {
    expect(clientAddress(asked(peer, forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }), behind)).toBe(
      address,
    );
  });

  test('what a peer says that is not trusted gives nothing', () => {
    const forged = asked('192.0.2.66', { 'x-forwarded-for': '192.0.2.1', forwarded: 'for=192.0.2.1' });
    for (const settings of [behind, proxies(), rfc7239]) expect(clientAddress(forged, settings)).toBe('192.0.2.66');
  });

  test.each([
    ['for=192.0.2.1', '192.0.2.1'],
    ['For="[2001:db8::1]:4711"', '2001:db8::1'],
    ['for="192.0.2.1:4711";proto=https', '192.0.2.1'],
    ['for=192.0.2.1, for=10.0.0.2', '192.0.2.1'],
    ['for=_hidden', '10.0.0.1'],
    ['nonsense;;', '10.0.0.1'],
  ])('Forwarded (RFC 7239): %s', (forwarded, address) => {
    expect(clientAddress(asked('10.0.0.1', { forwarded }), rfc7239)).toBe(address);
  });

  test('only the header that is named is read: proxies leave the other one to the client', () => {
    const both = { 'x-forwarded-for': '192.0.2.1', forwarded: 'for=192.0.2.2' };
    expect(clientAddress(asked('10.0.0.1', both), behind)).toBe('192.0.2.1');
    expect(clientAddress(asked('10.0.0.1', both), rfc7239)).toBe('192.0.2.2');
  });

  test('a socket that has closed has none', () => {
    expect(clientAddress(asked(undefined), behind)).toBe('');
  });
});

describe('isSecure', () => {
  test.each([
    ['TLS that ends here', asked('192.0.2.1', {}, true), true],
    ['no TLS', asked('192.0.2.1'), false],
    ['a trusted proxy says https', asked('10.0.0.1', { 'x-forwarded-proto': 'https' }), true],
    ['a trusted proxy says wss', asked('10.0.0.1', { 'x-forwarded-proto': 'WSS' }), true],
    ['one of two says http', asked('10.0.0.1', { 'x-forwarded-proto': 'https,http' }), false],
    ['a trusted proxy says nothing', asked('10.0.0.1'), false],
    ['a stranger says https', asked('192.0.2.1', { 'x-forwarded-proto': 'https' }), false],
  ])('%s: %s', (_what, request, expected) => {
    expect(isSecure(request, behind)).toBe(expected);
  });

  test('Forwarded: proto of every proxy', () => {
    const by = (forwarded: string) => isSecure(asked('10.0.0.1', { forwarded }), rfc7239);
    expect(by('for=1.2.3.4;proto=https')).toBe(true);
    expect(by('for=1.2.3.4;proto=https, for=10.0.0.2')).toBe(false);
    expect(by('for=1.2.3.4')).toBe(false);
  });
});
