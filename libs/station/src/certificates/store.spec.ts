import { beforeEach, describe, expect, test } from '@jest/globals';
import { madeCertificate, madePem, summer2026 } from '../../test/certificates/made.js';
import { certificateHashData } from './hash-data.js';
import {
  type CertificateStore,
  type CertificateType,
  createCertificateStore,
  deleteCertificate,
  dropFallbackCertificate,
  installCertificate,
  installedCertificateIds,
  type InstallRules,
  restoreFallbackCertificate,
  roots,
  verifyFirmwareCertificate,
} from './store.js';

const central = 'CentralSystemRootCertificate';
const manufacturer = 'ManufacturerRootCertificate';
const usual: InstallRules = { maxLength: 4, additionalRootCertificateCheck: false, now: summer2026 };
const checked: InstallRules = { ...usual, additionalRootCertificateCheck: true };

let store: CertificateStore;
beforeEach(() => {
  store = createCertificateStore();
});

const install = (name: string, rules = usual, type: CertificateType = central) =>
  installCertificate(store, type, madePem(name), rules);
const names = (type: CertificateType = central) => roots(store, type).map(({ commonName }) => commonName);

/** The result, and proof that it left the store alone. */
const unchanged = <T>(act: () => T): T => {
  const before = structuredClone(store);
  const result = act();
  expect(store).toEqual(before);
  return result;
};

describe('M05 InstallCertificate', () => {
  test('Accepted: the root is there, and the state is plain data', () => {
    expect(install('root')).toEqual({ status: 'Accepted' });
    expect(install('rsa', usual, manufacturer)).toEqual({ status: 'Accepted' });
    expect([names(), names(manufacturer)]).toEqual([['Root 1'], ['Manufacturer Root']]);
    expect(JSON.parse(JSON.stringify(store))).toEqual(store);
  });

  test.each([
    ['no certificate', 'hello', 'not a PEM encoded certificate'],
    ['two at once', madePem('root') + madePem('p384'), '2 certificates where one is expected'],
    ['a certificate of no CA', madePem('selfsigned-leaf'), 'not the certificate of a CA'],
    ['a CA that may not sign', madePem('nosign'), 'its key may not sign certificates'],
    ['a key too short', madePem('weak'), 'neither self-signed nor signed by an installed root'],
    ['a CA whose issuer is not here', madePem('sub'), 'neither self-signed nor signed by an installed root'],
  ])('Rejected: %s', (_title, pem, problem) => {
    const result = unchanged(() => installCertificate(store, central, pem, usual));
    expect(result).toEqual({ status: 'Rejected', problem });
  });

  test.each([
    ['expired', Date.UTC(2036, 0, 2), 'expired at 2036-01-01T00:00:00.000Z'],
    ['not valid yet', Date.UTC(2025, 0, 1), 'not valid before 2026-01-01T00:00:00.000Z'],
  ])('Rejected: %s', (_title, now, problem) => {
    expect(unchanged(() => install('root', { ...usual, now }))).toEqual({ status: 'Rejected', problem });
  });

  test('Rejected: more than CertificateStoreMaxLength, both types together', () => {
    const rules = { ...usual, maxLength: 2 };
    install('root', rules);
    install('rsa', rules, manufacturer);
    const full = { status: 'Rejected', problem: 'CertificateStoreMaxLength is 2' };
    expect(unchanged(() => install('p384', rules))).toEqual(full);
    expect(unchanged(() => install('root', rules))).toEqual({ status: 'Accepted' });
  });

  test('Failed: right, but it could not be stored', () => {
    const broken = { ...usual, storageBroken: true };
    expect(unchanged(() => install('root', broken)).status).toBe('Failed');
    expect(unchanged(() => install('weak', broken)).status).toBe('Rejected');
  });
});

describe('M05 with AdditionalRootCertificateCheck', () => {
  test('the first root needs no predecessor', () => {
    expect(install('root', checked)).toEqual({ status: 'Accepted' });
  });

  test('a new root that the old one signed replaces it, and the old one is the fallback', () => {
    install('root', checked);
    expect(install('next', checked)).toEqual({ status: 'Accepted' });
    expect(store.installed.map(({ isFallback }) => isFallback)).toEqual([true, false]);
    expect(names()).toEqual(['Root 2', 'Root 1']);
  });

  test('Rejected: a root of its own, and one of the same name with another key', () => {
    install('root', checked);
    const problem = 'not signed by the root that it would replace (AdditionalRootCertificateCheck)';
    for (const name of ['p384', 'forged']) {
      expect(unchanged(() => install(name, checked))).toEqual({ status: 'Rejected', problem });
    }
  });

  test('a third root must be signed by the second, not by the fallback, which it pushes out', () => {
    install('root', checked);
    install('next', checked);
    expect(unchanged(() => install('sub', checked)).status).toBe('Rejected');
    expect(install('third', checked)).toEqual({ status: 'Accepted' });
    expect(names()).toEqual(['Root 3', 'Root 2']);
  });

  test('the fallback goes once the new root has proved itself', () => {
    install('root', checked);
    install('next', checked);
    dropFallbackCertificate(store);
    expect(names()).toEqual(['Root 2']);
    expect(restoreFallbackCertificate(store)).toBe(false);
  });

  test('the fallback comes back when the new root verifies nothing', () => {
    install('root', checked);
    install('next', checked);
    expect(restoreFallbackCertificate(store)).toBe(true);
    expect(names()).toEqual(['Root 1']);
    expect(install('next', checked)).toEqual({ status: 'Accepted' });
  });

  test('the fallback takes a place of CertificateStoreMaxLength', () => {
    install('root', { ...checked, maxLength: 1 });
    expect(unchanged(() => install('next', { ...checked, maxLength: 1 })).status).toBe('Rejected');
  });

  test('roots of the manufacturer are not concerned', () => {
    install('rsa', checked, manufacturer);
    expect(install('rsa512', checked, manufacturer)).toEqual({ status: 'Accepted' });
    expect(names(manufacturer)).toHaveLength(2);
  });
});

describe('M03 GetInstalledCertificateIds', () => {
  test('lists the hash data of the type asked for, with SHA256', () => {
    install('root');
    install('next');
    install('rsa', usual, manufacturer);
    expect(installedCertificateIds(store, central)).toEqual([
      certificateHashData(madeCertificate('root'), null, 'SHA256'),
      certificateHashData(madeCertificate('next'), madeCertificate('root'), 'SHA256'),
    ]);
    expect(installedCertificateIds(createCertificateStore(), central)).toEqual([]);
  });
});

describe('M04 DeleteCertificate', () => {
  test.each(['SHA256', 'SHA384', 'SHA512'] as const)('Accepted by %s; the rest stays', (algorithm) => {
    install('root');
    install('p384');
    const hashData = certificateHashData(madeCertificate('root'), null, algorithm);
    expect(deleteCertificate(store, hashData)).toEqual({ status: 'Accepted' });
    expect(names()).toEqual(['P-384']);
    expect(unchanged(() => deleteCertificate(store, hashData)).status).toBe('NotFound');
  });

  test('a root that another signed can be deleted after that one', () => {
    install('root');
    install('next');
    const [first, second] = installedCertificateIds(store, central);
    for (const hashData of [first, second]) {
      expect(hashData && deleteCertificate(store, hashData)).toEqual({ status: 'Accepted' });
    }
    expect(store.installed).toEqual([]);
  });

  test("Failed: the station's own certificate", () => {
    store.chargePointCertificate = madePem('station') + madePem('sub');
    const hashData = certificateHashData(madeCertificate('station'), madeCertificate('sub'), 'SHA384');
    expect(unchanged(() => deleteCertificate(store, hashData)).status).toBe('Failed');
  });

  test('Failed: the only root of the central system, where the rules keep it', () => {
    install('root');
    const [hashData] = installedCertificateIds(store, central);
    if (!hashData) throw new Error('nothing installed');
    const rules = { keepLastCentralSystemRoot: true };
    expect(unchanged(() => deleteCertificate(store, hashData, rules)).status).toBe('Failed');
    install('p384');
    expect(deleteCertificate(store, hashData, rules)).toEqual({ status: 'Accepted' });
  });

  test('Failed: it could not be deleted', () => {
    install('root');
    const [hashData] = installedCertificateIds(store, central);
    expect(hashData && unchanged(() => deleteCertificate(store, hashData, { storageBroken: true })).status).toBe(
      'Failed',
    );
  });
});

describe('L01 SignedUpdateFirmware: the signing certificate', () => {
  test('is valid under a root of the manufacturer', () => {
    install('rsa', usual, manufacturer);
    const result = verifyFirmwareCertificate(store, madePem('signer-ec'), summer2026);
    expect(result).toMatchObject({ ok: true, certificate: { commonName: 'Firmware' } });
  });

  test.each([
    ['nothing is installed', null, madePem('signer-ec')],
    ['the root is one of the central system', central, madePem('signer-ec')],
    ['another CA signed it', manufacturer, madePem('station') + madePem('sub')],
    ['it is no certificate', manufacturer, 'hello'],
  ] as const)('is invalid when %s', (_title, type, pem) => {
    if (type) install('rsa', usual, type);
    expect(verifyFirmwareCertificate(store, pem, summer2026).ok).toBe(false);
  });
});
