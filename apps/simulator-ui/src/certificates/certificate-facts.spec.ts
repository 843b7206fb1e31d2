import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import { certificateFacts } from './certificate-facts.js';

describeWith('OpenSSL', 'a certificate in words', () => {
  const pem = makeCertificate();
  const day = 86_400_000;

  it('has subject, issuer, serial number and dates; of a chain, those of the first', () => {
    const facts = certificateFacts(`${pem}${pem}`, Date.now());
    expect(facts).toMatchObject({ subject: expect.stringContaining('CN=CS-1'), serialNumber: '2a', problem: null });
    expect(facts.valid).toMatch(/^\d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d$/);
  });

  it('says when it ends soon, has ended, or has not begun', () => {
    expect(certificateFacts(pem, Date.now() + 95 * day).problem).toMatch(/^ends in \d days?$/);
    expect(certificateFacts(pem, Date.now() + 101 * day).problem).toBe('expired');
    expect(certificateFacts(pem, Date.now() - 2 * day).problem).toBe('not valid yet');
  });

  it('says what is wrong with a text that is none', () => {
    expect(certificateFacts('hello', 0)).toMatchObject({ subject: 'Unreadable certificate' });
  });
});

function makeCertificate(): string {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-facts-'));
  try {
    const options =
      '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 100 -set_serial 42 -subj /CN=CS-1/O=Test';
    execFileSync('openssl', ['req', '-x509', ...options.split(' '), '-keyout', 'key', '-out', 'cert'], { cwd: folder });
    return readFileSync(join(folder, 'cert'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
