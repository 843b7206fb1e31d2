import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import { TestAuthority } from '../../test/certificates.js';
import type { Certificate } from '../../test/certificates.js';
import { readTlsSettings } from './tls-settings.js';

describeWith('OpenSSL', 'readTlsSettings', () => {
  let authority: TestAuthority;
  let own: Certificate;
  let other: Certificate;

  beforeAll(() => {
    authority = new TestAuthority();
    [own, other] = [authority.issue('own', 'IP:127.0.0.1'), authority.issue('other', 'IP:127.0.0.1')];
  });
  afterAll(() => authority.remove());

  test('a certificate with its intermediates, its key, and several authorities', () => {
    const chain = own.cert + authority.cert;
    const settings = readTlsSettings({
      TLS_CERT: chain,
      TLS_KEY: own.key,
      TLS_CLIENT_CA: `${authority.cert}\n${authority.cert}`,
    });
    expect(settings.server).toEqual({ cert: chain, key: own.key });
    expect(settings.clientAuthorities).toEqual([authority.cert, authority.cert]);
    expect(readTlsSettings({})).toEqual({ server: null, clientAuthorities: [] });
  });

  test('what does not fit is refused, and no key is repeated', () => {
    const refusal = (values: Parameters<typeof readTlsSettings>[0]): string => {
      try {
        readTlsSettings(values);
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    };
    const { cert: TLS_CERT, key: TLS_KEY } = own;
    expect(refusal({ TLS_CERT, TLS_KEY: other.key })).toMatch(/TLS_KEY is not the key of the first certificate/);
    expect(refusal({ TLS_CERT, TLS_KEY: 'secret key' })).toBe(
      'Cannot start: TLS_KEY is no PEM private key, or an encrypted one. Decrypt it: openssl pkey.',
    );
    const damaged = TLS_CERT.replace(/\n.{20}/, `\n${'A'.repeat(20)}`);
    expect(refusal({ TLS_CERT: damaged, TLS_KEY })).toMatch(/TLS_CERT holds a damaged certificate/);
    expect(refusal({ TLS_CERT, TLS_KEY, TLS_CLIENT_CA: other.cert })).toMatch(/no authority's: CN=other/);
    expect(refusal({ TLS_CERT, TLS_KEY, TLS_CLIENT_CA: 'x' })).toMatch(/TLS_CLIENT_CA holds no PEM certificate/);
  });
});
