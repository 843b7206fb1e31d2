import { X509Certificate } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { SynthError } from '../synth-error.js';
import { databaseCertificateAuthority } from './certificate-authority.js';

test.each(['eu-central-1', 'us-east-1', 'ap-southeast-2'])('%s has an authority that fits a parameter', (region) => {
  const pem = databaseCertificateAuthority(region);
  // Parameter Store takes 4 KB.
  expect(pem.length).toBeLessThan(4096);
  const { subject, ca, validTo } = new X509Certificate(pem);
  expect(subject).toContain(`Amazon RDS ${region} Root CA RSA2048 G1`);
  expect(ca).toBe(true);
  expect(new Date(validTo).getFullYear()).toBeGreaterThan(2050);
});

test('a region that it does not know stops the synth', () => {
  expect(() => databaseCertificateAuthority('xx-north-1')).toThrow(SynthError);
});
