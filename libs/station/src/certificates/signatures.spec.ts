import { constants, createHash, generateKeyPairSync, privateEncrypt, sign } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { madeCertificate, madeFirmware, madeSignature } from '../../test/certificates/made.js';
import { isSelfSigned } from './chain.js';
import { decodeBase64, encodeBase64 } from './pem.js';
import { verifyRsaPkcs1, verifyRsaPss } from './rsa.js';
import { verifySignature } from './signatures.js';

const cases = [
  ['signature-ec', 'signer-ec'],
  ['signature-rsa-pkcs1', 'signer-rsa'],
  ['signature-rsa-pss', 'signer-rsa'],
  ['signature-rsa-pss-max', 'signer-rsa'],
] as const;

describe('the firmware signature (whitepaper L01: over the whole file, SHA-256)', () => {
  test.each(cases)('%s of OpenSSL holds', (signature, signer) => {
    expect(verifySignature(madeFirmware(), madeSignature(signature), madeCertificate(signer))).toBe(true);
  });

  test.each(cases)('%s fails over another file, by another signer, and with any byte changed', (signature, signer) => {
    const text = madeSignature(signature);
    const certificate = madeCertificate(signer);
    const other = madeFirmware();
    other[0] = 0;
    expect(verifySignature(other, text, certificate)).toBe(false);
    expect(verifySignature(madeFirmware(), text, madeCertificate('rsa'))).toBe(false);
    expect(verifySignature(madeFirmware(), text, madeCertificate('root'))).toBe(false);
    const bytes = decodeBase64(text) ?? new Uint8Array();
    for (let index = 0; index < bytes.length; index += 7) {
      const changed = Uint8Array.from(bytes, (byte, at) => (at === index ? byte ^ 1 : byte));
      expect(verifySignature(madeFirmware(), encodeBase64(changed), certificate)).toBe(false);
    }
  });

  test.each(['', 'AAAA', 'no base64!', 'A'.repeat(344), encodeBase64(new Uint8Array(256).fill(255))])(
    'is no signature: %.20s',
    (text) => {
      for (const [, signer] of cases) {
        expect(verifySignature(madeFirmware(), text, madeCertificate(signer))).toBe(false);
      }
      expect(verifySignature(madeFirmware(), text, madeCertificate('ed25519'))).toBe(false);
    },
  );
});

describe('the signature of a certificate', () => {
  test.each(['root', 'p384', 'p521', 'rsa', 'rsa512', 'pss', 'pss2049', 'names'])('%s: OpenSSL signed it', (name) => {
    const certificate = madeCertificate(name);
    expect(isSelfSigned(certificate)).toBe(true);
    const signed = Uint8Array.from(certificate.encoded.signed);
    signed[signed.length - 1] = (signed.at(-1) ?? 0) ^ 1;
    expect(isSelfSigned({ ...certificate, encoded: { ...certificate.encoded, signed } })).toBe(false);
  });

  test('an RSA key below 2048 bits counts for nothing (whitepaper §3: 112 bits of security)', () => {
    expect(isSelfSigned(madeCertificate('weak'))).toBe(false);
  });

  test('an algorithm that cannot be checked counts for nothing', () => {
    expect(isSelfSigned(madeCertificate('ed25519'))).toBe(false);
  });
});

describe('RSA (RFC 8017) against Node', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  const hex = (base64url: string) => Buffer.from(base64url, 'base64url').toString('hex');
  const key = { modulusHex: hex(n), exponentHex: hex(e) };
  const data = Uint8Array.of(1, 2, 3);

  test.each([0, 1, 20, 32, 222])('PSS with a salt of %d bytes, known or not (§9.1.2)', (saltLength) => {
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    const signature = new Uint8Array(sign('sha256', data, { key: privateKey, padding, saltLength }));
    expect(verifyRsaPss(key, 'SHA256', saltLength, data, signature)).toBe(true);
    expect(verifyRsaPss(key, 'SHA256', null, data, signature)).toBe(true);
    expect(verifyRsaPss(key, 'SHA256', saltLength + 1, data, signature)).toBe(false);
    expect(verifyRsaPss(key, 'SHA512', null, data, signature)).toBe(false);
    expect(verifyRsaPkcs1(key, 'SHA256', data, signature)).toBe(false);
  });

  test.each(['SHA256', 'SHA384', 'SHA512'] as const)('PKCS#1 v1.5 with %s (§8.2.2)', (hash) => {
    const signature = new Uint8Array(sign(hash, data, privateKey));
    expect(verifyRsaPkcs1(key, hash, data, signature)).toBe(true);
    expect(verifyRsaPkcs1(key, hash === 'SHA256' ? 'SHA384' : 'SHA256', data, signature)).toBe(false);
    expect(verifyRsaPkcs1(key, hash, data, signature.subarray(1))).toBe(false);
  });

  test('short padding with text behind the digest is refused: the forgery of Bleichenbacher', () => {
    const prefix = Buffer.from('3031300d060960864801650304020105000420', 'hex');
    const digestInfo = Buffer.concat([prefix, createHash('sha256').update(data).digest()]);
    const signRaw = (paddingLength: number) => {
      const block = Buffer.concat([Buffer.of(0, 1), Buffer.alloc(paddingLength, 255), Buffer.of(0), digestInfo]);
      const whole = Buffer.concat([block, Buffer.alloc(256 - block.length)]);
      return new Uint8Array(privateEncrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, whole));
    };
    expect(verifyRsaPkcs1(key, 'SHA256', data, signRaw(202))).toBe(true);
    expect(verifyRsaPkcs1(key, 'SHA256', data, signRaw(8))).toBe(false);
  });

  test('exponents and representatives out of range are refused', () => {
    const signature = new Uint8Array(sign('sha256', data, privateKey));
    for (const exponentHex of ['01', '02', `01${'00'.repeat(7)}01`]) {
      expect(verifyRsaPkcs1({ ...key, exponentHex }, 'SHA256', data, signature)).toBe(false);
    }
    expect(verifyRsaPkcs1(key, 'SHA256', data, new Uint8Array(256).fill(255))).toBe(false);
  });
});
