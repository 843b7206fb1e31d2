import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeBase64, encodeBase64, readPem, writePem } from './pem.js';

describe('base64', () => {
  test('is that of the platform, both ways', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
      }),
    );
  });

  test.each(['A', 'AA', 'AAA', 'AA=A', '====', 'AA-_', 'AAAA=', 'ä==='])('refuses %p', (text) => {
    expect(decodeBase64(text)).toBeNull();
  });
});

describe('PEM (RFC 7468)', () => {
  const der = Uint8Array.from({ length: 100 }, (_, index) => index);

  test('is written in lines of 64 and read again', () => {
    const pem = writePem(der, 'CERTIFICATE');
    expect(pem.split('\n').map((line) => line.length)).toEqual([27, 64, 64, 8, 25, 0]);
    expect(readPem(pem, 'CERTIFICATE')).toEqual([der]);
  });

  test('is read without line breaks, with CRLF and with text around it', () => {
    const pem = writePem(der, 'CERTIFICATE');
    expect(readPem(pem.replaceAll('\n', ''), 'CERTIFICATE')).toEqual([der]);
    expect(readPem(`subject=x\n${pem.replaceAll('\n', '\r\n')}`, 'CERTIFICATE')).toEqual([der]);
  });

  test('several blocks come in order; one that is no base64 spoils all', () => {
    const pem = writePem(der, 'CERTIFICATE') + writePem(der.subarray(1), 'CERTIFICATE');
    expect(readPem(pem, 'CERTIFICATE')).toEqual([der, der.subarray(1)]);
    expect(readPem(pem.replace('AAEC', '!AEC'), 'CERTIFICATE')).toBeNull();
    expect(readPem('', 'CERTIFICATE')).toBeNull();
    expect(readPem(pem, 'PRIVATE KEY')).toBeNull();
  });
});
