import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { madeCertificate, madePem } from '../../test/certificates/made.js';
import { parseCertificate, parseCertificateChain } from './certificate.js';
import { decodeBase64, writePem } from './pem.js';

const derOf = (name: string) => decodeBase64(madePem(name).replaceAll(/-----.*-----/g, '')) ?? new Uint8Array();

describe('parseCertificate (RFC 5280 §4.1)', () => {
  test('reads who it is, who signed it and how long it is valid', () => {
    expect(madeCertificate('sub')).toMatchObject({
      pem: madePem('sub'),
      subject: 'CN=Sub CA,O=Example CPO',
      issuer: 'CN=Root 1,O=Example CPO',
      commonName: 'Sub CA',
      organization: 'Example CPO',
      serialNumber: 'f1e2d3c4b5a69788',
      notBefore: Date.UTC(2026, 0, 1),
      notAfter: Date.UTC(2036, 0, 1),
      isCa: true,
      maxPathLength: 0,
      maySignCertificates: true,
      unknownCriticalExtensions: [],
      publicKey: { kind: 'EC', curve: 'P-256' },
      signatureAlgorithm: { kind: 'ECDSA', hash: 'SHA256' },
    });
  });

  test.each(['root', 'sub', 'station', 'rsa', 'rsa512', 'pss', 'p384', 'p521', 'weak', 'ed25519', 'names'])(
    'agrees with Node about %s',
    (name) => {
      const node = new X509Certificate(madePem(name));
      const ours = madeCertificate(name);
      expect(ours.serialNumber).toBe(node.serialNumber.toLowerCase().replace(/^0+/, ''));
      expect([ours.notBefore, ours.notAfter]).toEqual([Date.parse(node.validFrom), Date.parse(node.validTo)]);
      expect(ours.isCa).toBe(node.ca);
      expect(node.toLegacyObject().subject.CN).toBe(ours.commonName);
    },
  );

  test('reads CA rights from basic constraints and key usage', () => {
    const rights = (name: string) => {
      const { isCa, maxPathLength, maySignCertificates } = madeCertificate(name);
      return { isCa, maxPathLength, maySignCertificates };
    };
    expect(rights('root')).toEqual({ isCa: true, maxPathLength: null, maySignCertificates: true });
    expect(rights('station')).toEqual({ isCa: false, maxPathLength: null, maySignCertificates: false });
    expect(rights('nosign')).toEqual({ isCa: true, maxPathLength: null, maySignCertificates: false });
    expect(madeCertificate('strange').unknownCriticalExtensions).toEqual(['1.2.3.4.5']);
  });

  test('reads names in any string type, and escapes what would mislead (RFC 4514 §2.4)', () => {
    const { subject, organization } = madeCertificate('names');
    expect(organization).toBe('Überlandwerk, AG');
    expect(subject).toMatch(/^(CN=Δοκιμή\+serialNumber=7|serialNumber=7\+CN=Δοκιμή),O=Überlandwerk\\, AG,C=DE$/);
  });

  test('names keys and algorithms that it cannot check', () => {
    expect(madeCertificate('ed25519').publicKey).toEqual({ kind: 'unsupported', algorithm: '1.3.101.112' });
    expect(madeCertificate('ed25519').signatureAlgorithm).toEqual({ kind: 'unsupported', algorithm: '1.3.101.112' });
    expect(madeCertificate('pss').signatureAlgorithm).toEqual({ kind: 'RSA-PSS', hash: 'SHA256', saltLength: 32 });
  });
});

describe('bad input is a value, never an exception', () => {
  const problem = (pem: string) => {
    const parsed = parseCertificate(pem);
    return parsed.ok ? null : parsed.problem;
  };

  test.each([
    ['no PEM', 'hello', 'not a PEM encoded certificate'],
    ['a broken line', madePem('root').replace('MII', '!!!'), 'not a PEM encoded certificate'],
    ['no ASN.1', writePem(Uint8Array.of(1, 2, 3), 'CERTIFICATE'), 'not an X.509 certificate: the content is cut off'],
    [
      'half a certificate',
      writePem(derOf('root').subarray(0, 200), 'CERTIFICATE'),
      'not an X.509 certificate: the content is cut off',
    ],
    [
      'bytes after it',
      writePem(Uint8Array.of(...derOf('root'), 0), 'CERTIFICATE'),
      'not an X.509 certificate: bytes follow the element',
    ],
    ['two certificates', madePem('root') + madePem('sub'), '2 certificates where one is expected'],
  ])('%s', (_title, pem, expected) => {
    expect(problem(pem)).toBe(expected);
  });

  test('any bytes in its place, and any text', () => {
    const der = derOf('sub');
    const change = fc.tuple(fc.nat(der.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const changed = Uint8Array.from(der);
        for (const [index, byte] of changes) changed[index] = byte;
        expect(typeof parseCertificate(writePem(changed, 'CERTIFICATE')).ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => !parseCertificate(writePem(bytes, 'CERTIFICATE')).ok),
    );
    fc.assert(fc.property(fc.string(), (text) => !parseCertificate(text).ok));
  });
});

describe('parseCertificateChain', () => {
  test('keeps the order of the text', () => {
    const chain = parseCertificateChain(madePem('station') + madePem('sub') + madePem('root'));
    expect(chain.ok && chain.certificates.map(({ commonName }) => commonName)).toEqual(['CS-0001', 'Sub CA', 'Root 1']);
  });

  test('is refused whole when one is bad', () => {
    const bad = writePem(Uint8Array.of(48, 0), 'CERTIFICATE');
    expect(parseCertificateChain(madePem('station') + bad)).toEqual({
      ok: false,
      problem: 'not an X.509 certificate: tag undefined where 48 is expected',
    });
  });
});
