import { createECDH, verify } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { CertificationRequest } from '@peculiar/asn1-csr';
import { AsnConvert } from '@peculiar/asn1-schema';
import { madeCertificate } from '../../test/certificates/made.js';
import { stationKeySeed, stationSubject, testRandom } from '../../test/certificates/station.js';
import { certificateMatchesKey, createCsr, createKeyPair } from './key-pair.js';
import { readPem } from './pem.js';

describe('createKeyPair', () => {
  test('gives a pair of P-256, the same for the same seed', () => {
    const pair = createKeyPair(testRandom(1));
    expect(createKeyPair(testRandom(1))).toEqual(pair);
    expect(createKeyPair(testRandom(2))).not.toEqual(pair);
    const node = createECDH('prime256v1');
    node.setPrivateKey(pair.privateKeyHex, 'hex');
    expect(node.getPublicKey('hex')).toBe(pair.publicKeyHex);
  });

  test('gives a key for any random numbers', () => {
    expect(createKeyPair(() => 0).privateKeyHex).toMatch(/^0{63}1$/);
    expect(createKeyPair(() => 1 - 2 ** -32).privateKeyHex).toHaveLength(64);
  });
});

describe('createCsr (whitepaper A02: SignCertificate.req; RFC 2986)', () => {
  const pair = createKeyPair(testRandom(stationKeySeed));
  const requestOf = (pem: string) => readPem(pem, 'CERTIFICATE REQUEST')?.[0] ?? new Uint8Array();

  test('names the serial number and CpoName, and is signed with its own key', () => {
    const pem = createCsr(stationSubject, pair);
    const request = AsnConvert.parse(requestOf(pem), CertificationRequest);
    const { subject, subjectPKInfo, version } = request.certificationRequestInfo;
    expect(version).toBe(0);
    expect(subject.map(([attribute]) => [attribute?.type, attribute?.value.utf8String])).toEqual([
      ['2.5.4.10', 'Example CPO'],
      ['2.5.4.3', 'CS-0001'],
    ]);
    const key = { key: Buffer.from(AsnConvert.serialize(subjectPKInfo)), format: 'der', type: 'spki' } as const;
    const signed = new Uint8Array(request.certificationRequestInfoRaw ?? []);
    expect(verify('sha256', signed, key, new Uint8Array(request.signature))).toBe(true);
    expect(
      verify(
        'sha256',
        signed.map((byte) => byte ^ 1),
        key,
        new Uint8Array(request.signature),
      ),
    ).toBe(false);
  });

  test('fits into the message and is the same each time', () => {
    expect(createCsr(stationSubject, pair)).toBe(createCsr(stationSubject, pair));
    expect(createCsr({ commonName: 'ß'.repeat(64), organization: 'Ö'.repeat(64) }, pair).length).toBeLessThan(5500);
  });

  test('leaves out an empty CpoName', () => {
    const pem = createCsr({ commonName: 'CS-0001', organization: '' }, pair);
    expect(AsnConvert.parse(requestOf(pem), CertificationRequest).certificationRequestInfo.subject).toHaveLength(1);
  });

  test('its certificate, issued by OpenSSL, matches the key and no other', () => {
    expect(certificateMatchesKey(madeCertificate('station'), pair)).toBe(true);
    expect(certificateMatchesKey(madeCertificate('station'), createKeyPair(testRandom(1)))).toBe(false);
    expect(certificateMatchesKey(madeCertificate('rsa'), pair)).toBe(false);
  });
});
