import { createECDH, verify } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { madeCertificate } from '../../test/certificates/made.js';
import { stationKeySeed, stationSubject, testRandom } from '../../test/certificates/station.js';
import { readBitString, readChildren, readCount, readElement } from './der.js';
import { certificateMatchesKey, createCsr, createKeyPair } from './key-pair.js';
import { readName } from './names.js';
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
  const partsOf = (pem: string) => {
    const [info, , signature] = readChildren(readElement(readPem(pem, 'CERTIFICATE REQUEST')?.[0] ?? new Uint8Array()));
    const [version, subject, key, attributes] = info ? readChildren(info) : [];
    if (!info || !version || !subject || !key || !attributes) throw new Error('no request');
    return { info: info.encoded, version, subject: readName(subject), key: key.encoded, attributes, signature };
  };

  test('names the serial number and CpoName, and is signed with its own key', () => {
    const { info, version, subject, key, attributes, signature } = partsOf(createCsr(stationSubject, pair));
    expect(readCount(version)).toBe(0);
    expect(subject).toEqual([[{ type: 'O', value: 'Example CPO' }], [{ type: 'CN', value: 'CS-0001' }]]);
    expect([...attributes.encoded]).toEqual([0xa0, 0]);
    const spki = { key: Buffer.from(key), format: 'der', type: 'spki' } as const;
    expect(verify('sha256', info, spki, readBitString(signature))).toBe(true);
    expect(verify('sha256', info.subarray(1), spki, readBitString(signature))).toBe(false);
  });

  test('fits into the message and is the same each time', () => {
    expect(createCsr(stationSubject, pair)).toBe(createCsr(stationSubject, pair));
    expect(createCsr({ commonName: 'ß'.repeat(64), organization: 'Ö'.repeat(64) }, pair).length).toBeLessThan(5500);
  });

  test.each(['Überlandwerk "日本" 🔌', 'half a pair \ud83d.', "%41 !'()*~"])(
    'writes any text as UTF-8: %s',
    (organization) => {
      const pem = createCsr({ commonName: 'CS-0001', organization }, pair);
      const expected = Buffer.from(organization, 'utf8').toString('utf8');
      expect(partsOf(pem).subject[0]).toEqual([{ type: 'O', value: expected }]);
    },
  );

  test('leaves out an empty CpoName', () => {
    const pem = createCsr({ commonName: 'CS-0001', organization: '' }, pair);
    expect(partsOf(pem).subject).toEqual([[{ type: 'CN', value: 'CS-0001' }]]);
  });

  test('its certificate, issued by OpenSSL, matches the key and no other', () => {
    expect(certificateMatchesKey(madeCertificate('station'), pair)).toBe(true);
    expect(certificateMatchesKey(madeCertificate('station'), createKeyPair(testRandom(1)))).toBe(false);
    expect(certificateMatchesKey(madeCertificate('rsa'), pair)).toBe(false);
  });
});
