import { describe, expect, test } from '@jest/globals';
import { madeCertificate, madeHashData } from '../../test/certificates/made.js';
import { certificateHashData, sameHashData } from './hash-data.js';

const issuers: Record<string, string> = { next: 'root', sub: 'root', station: 'sub', 'signer-ec': 'rsa' };

describe('CertificateHashDataType (whitepaper §5; RFC 6960 §4.1.1)', () => {
  test.each(madeHashData().map((expected) => [expected.certificate, expected.hashAlgorithm, expected] as const))(
    'of %s with %s is what OpenSSL puts into an OCSP request',
    (name, algorithm, expected) => {
      const issuer = issuers[name];
      const hashData = certificateHashData(madeCertificate(name), issuer ? madeCertificate(issuer) : null, algorithm);
      expect(hashData).toEqual({
        hashAlgorithm: algorithm,
        issuerNameHash: expected.issuerNameHash,
        issuerKeyHash: expected.issuerKeyHash,
        serialNumber: expected.openSslSerial.toLowerCase().replace(/^0+/, ''),
      });
    },
  );

  test('is compared whatever the case and the leading zeros, and only within an algorithm', () => {
    const data = certificateHashData(madeCertificate('next'), madeCertificate('root'), 'SHA256');
    expect(data.serialNumber).toBe('a5b');
    const asOthersWriteIt = {
      ...data,
      issuerNameHash: data.issuerNameHash.toUpperCase(),
      issuerKeyHash: data.issuerKeyHash.toUpperCase(),
      serialNumber: '0A5B',
    };
    expect(sameHashData(data, asOthersWriteIt)).toBe(true);
    expect(sameHashData(data, { ...data, serialNumber: 'a5b0' })).toBe(false);
    expect(sameHashData(data, { ...data, hashAlgorithm: 'SHA512' })).toBe(false);
    expect(sameHashData(data, certificateHashData(madeCertificate('next'), null, 'SHA256'))).toBe(false);
  });
});
