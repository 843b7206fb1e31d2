import { describe, expect, test } from '@jest/globals';
import { madeCertificate, summer2026 } from '../../test/certificates/made.js';
import { verifyChain } from './chain.js';

const verdict = (leaf: string, intermediates: string[], roots: string[], now = summer2026) =>
  verifyChain(madeCertificate(leaf), intermediates.map(madeCertificate), roots.map(madeCertificate), now);
const problem = (...path: Parameters<typeof verdict>) => {
  const result = verdict(...path);
  return result.ok ? null : result.problem;
};

describe('verifyChain (RFC 5280 §6.1)', () => {
  test.each([
    ['by a sub CA of the root', 'station', ['sub'], ['root']],
    ['with more than is needed, in any order', 'station', ['root', 'next', 'sub'], ['rsa', 'root']],
    ['of another algorithm above', 'signer-ec', [], ['rsa']],
    ['a root over itself', 'root', [], ['root']],
    ['partial, up to a root that its predecessor signed', 'by-next', [], ['next']],
    ['through the whole row of roots', 'third', ['next'], ['root']],
  ])('accepts a chain %s', (_title, leaf, intermediates, roots) => {
    expect(verdict(leaf, intermediates, roots)).toEqual({ ok: true });
  });

  test.each([
    [
      'no root',
      'station',
      ['sub', 'root'],
      [],
      'CN=Root 1,O=Example CPO: no trusted certificate of its issuer CN=Root 1,O=Example CPO',
    ],
    [
      'no sub CA',
      'station',
      [],
      ['root'],
      'CN=CS-0001,O=Example CPO: no trusted certificate of its issuer CN=Sub CA,O=Example CPO',
    ],
    [
      'a root of the same name with another key',
      'sub',
      [],
      ['forged'],
      'CN=Sub CA,O=Example CPO: its signature is not by the key of CN=Root 1,O=Example CPO',
    ],
    [
      'a certificate by that other key',
      'by-forged',
      [],
      ['root'],
      'CN=CS-0001,O=Example CPO: its signature is not by the key of CN=Root 1,O=Example CPO',
    ],
    [
      'one that no CA signed',
      'under-leaf',
      ['other', 'sub'],
      ['root'],
      'CN=CS-0001,O=Example CPO: not the certificate of a CA',
    ],
    [
      'a CA too many',
      'too-deep',
      ['deep', 'sub'],
      ['root'],
      'CN=Sub CA,O=Example CPO: more than 0 CA certificates below it',
    ],
    [
      'a critical extension nobody knows',
      'strange',
      [],
      ['strange'],
      'CN=Strange extension: unknown critical extension 1.2.3.4.5',
    ],
  ])('refuses %s', (_title, leaf, intermediates, roots, expected) => {
    expect(problem(leaf, intermediates, roots)).toBe(expected);
  });

  test('refuses what is not valid yet or no more, to the second, anywhere on the path', () => {
    const from = Date.UTC(2026, 0, 1);
    const to = Date.UTC(2036, 0, 1);
    expect(problem('station', ['sub'], ['root'], from)).toBeNull();
    expect(problem('station', ['sub'], ['root'], to)).toBeNull();
    expect(problem('station', ['sub'], ['root'], from - 1)).toContain('not valid before 2026-01-01T00:00:00.000Z');
    expect(problem('station', ['sub'], ['root'], to + 1)).toContain('expired at 2036-01-01T00:00:00.000Z');
    const expiredRoot = { ...madeCertificate('root'), notAfter: summer2026 - 1 };
    const result = verifyChain(madeCertificate('sub'), [], [expiredRoot], summer2026);
    expect(result).toMatchObject({ ok: false, problem: expect.stringContaining('Root 1,O=Example CPO: expired') });
  });

  test('tries the root of the right key when two bear the name', () => {
    expect(verdict('station', ['sub'], ['forged', 'root'])).toEqual({ ok: true });
  });

  test('ends on a circle of names', () => {
    const root = madeCertificate('root');
    const twin = { ...root, pem: 'another text' };
    expect(verifyChain(root, [twin, { ...root, pem: 'a third' }], [], summer2026).ok).toBe(false);
  });
});
