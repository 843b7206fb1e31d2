import { beforeEach, describe, expect, test } from '@jest/globals';
import { madePem, summer2026 } from '../../test/certificates/made.js';
import { stationKeySeed, stationSubject, testRandom } from '../../test/certificates/station.js';
import { createKeyPair } from './key-pair.js';
import {
  acceptSignedCertificate,
  activateDueCertificate,
  ownCertificateExpiresAt,
  requestCertificate,
} from './own-certificate.js';
import { type CertificateStore, createCertificateStore, installCertificate } from './store.js';

const rules = { now: summer2026, subject: stationSubject };
const chain = (name: string) => madePem(name) + madePem('sub');
const key = createKeyPair(testRandom(stationKeySeed));

let store: CertificateStore;

/** A station that trusts Root 1 and has asked for the certificates in the test data. */
beforeEach(() => {
  store = createCertificateStore();
  const installRules = { maxLength: 4, additionalRootCertificateCheck: false, now: summer2026 };
  installCertificate(store, 'CentralSystemRootCertificate', madePem('root'), installRules);
  requestCertificate(store, stationSubject, testRandom(stationKeySeed));
});

describe('A02, A03: SignCertificate', () => {
  test('makes a new key pair each time, which waits for its certificate', () => {
    expect(store).toMatchObject({ pendingKeyPair: key, keyPair: null, chargePointCertificate: null });
    const csr = requestCertificate(store, stationSubject, testRandom(1));
    expect(csr).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----\n/);
    expect(store.pendingKeyPair).toEqual(createKeyPair(testRandom(1)));
  });
});

describe('A02, A03: CertificateSigned', () => {
  test('Accepted: certificate and key are in use', () => {
    expect(acceptSignedCertificate(store, chain('station'), rules)).toEqual({ status: 'Accepted' });
    expect(store).toMatchObject({ chargePointCertificate: chain('station'), keyPair: key, pendingKeyPair: null });
    expect(store.nextCertificate).toBeNull();
    expect(ownCertificateExpiresAt(store)).toBe(Date.UTC(2036, 0, 1));
  });

  test('Accepted: not valid yet; the old one is used until the first day', () => {
    acceptSignedCertificate(store, chain('station'), rules);
    requestCertificate(store, stationSubject, testRandom(stationKeySeed));
    expect(acceptSignedCertificate(store, chain('future'), rules)).toEqual({ status: 'Accepted' });
    expect(store.chargePointCertificate).toBe(chain('station'));
    const firstDay = Date.UTC(2030, 0, 1);
    expect(store.nextCertificate?.validFrom).toBe(firstDay);
    expect(activateDueCertificate(store, firstDay - 1)).toBe(false);
    expect(activateDueCertificate(store, firstDay)).toBe(true);
    expect(store).toMatchObject({ chargePointCertificate: chain('future'), nextCertificate: null });
    expect(activateDueCertificate(store, firstDay)).toBe(false);
  });

  test.each([
    ['no certificate', 'hello', 'not a PEM encoded certificate'],
    ['the key of another request', chain('other'), 'its key is not the one of the request'],
    ['the wrong order', madePem('sub') + madePem('station'), 'its key is not the one of the request'],
    ['another serial number', chain('renamed'), 'its common name is not CS-0001'],
    [
      'the sub CA is missing',
      madePem('station'),
      'CN=CS-0001,O=Example CPO: no trusted certificate of its issuer CN=Sub CA,O=Example CPO',
    ],
    [
      'a CA that is not trusted',
      madePem('by-next'),
      'CN=CS-0001,O=Example CPO: no trusted certificate of its issuer CN=Root 2,O=Example CPO',
    ],
  ])('Rejected: %s; the request stays open', (_title, pem, problem) => {
    const before = structuredClone(store);
    expect(acceptSignedCertificate(store, pem, rules)).toEqual({ status: 'Rejected', problem });
    expect(store).toEqual(before);
    expect(acceptSignedCertificate(store, chain('station'), rules)).toEqual({ status: 'Accepted' });
  });

  test('Rejected: expired', () => {
    const late = { ...rules, now: Date.UTC(2036, 0, 2) };
    expect(acceptSignedCertificate(store, chain('station'), late)).toMatchObject({
      status: 'Rejected',
      problem: expect.stringContaining('expired'),
    });
  });

  test('Rejected: another organization than CpoName', () => {
    const subject = { ...stationSubject, organization: 'Another CPO' };
    expect(acceptSignedCertificate(store, chain('station'), { ...rules, subject })).toEqual({
      status: 'Rejected',
      problem: 'its organization is not Another CPO',
    });
  });

  test('Rejected: longer than CertificateSignedMaxChainSize', () => {
    const maxChainSize = chain('station').length;
    expect(acceptSignedCertificate(store, chain('station'), { ...rules, maxChainSize: maxChainSize - 1 }).status).toBe(
      'Rejected',
    );
    expect(acceptSignedCertificate(store, chain('station'), { ...rules, maxChainSize }).status).toBe('Accepted');
  });

  test('Rejected: nothing was asked for', () => {
    store.pendingKeyPair = null;
    expect(acceptSignedCertificate(store, chain('station'), rules).status).toBe('Rejected');
  });

  test('without an installed root: Rejected, or trusted as it comes where the rules say so', () => {
    store.installed = [];
    expect(acceptSignedCertificate(store, chain('station'), rules).status).toBe('Rejected');
    const lenient = { ...rules, trustWithoutRoots: true };
    expect(acceptSignedCertificate(store, madePem('station') + madePem('root'), lenient).status).toBe('Rejected');
    expect(acceptSignedCertificate(store, chain('station'), lenient)).toEqual({ status: 'Accepted' });
  });
});
