// Throw-away certificates, made by openssl in a directory of the test.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** PEM texts. */
export interface Certificate {
  cert: string;
  key: string;
}

export class TestAuthority {
  private readonly folder = mkdtempSync(join(tmpdir(), 'simulator-certificates-'));
  private serial = 1;
  readonly cert: string;

  /** @param parent signs it; without one it signs itself */
  constructor(name = 'Test Authority', parent?: TestAuthority) {
    if (parent !== undefined) {
      const { cert, key } = parent.issue(name, '', { extensions: ['basicConstraints=critical,CA:TRUE'] });
      writeFileSync(this.path('ca.pem'), cert);
      writeFileSync(this.path('ca.key'), key);
      this.cert = cert;
      return;
    }
    this.openssl(
      'req',
      '-x509',
      ...this.newKey('ca'),
      '-out',
      this.path('ca.pem'),
      '-days',
      '9',
      '-subj',
      `/CN=${name}`,
    );
    this.cert = this.read('ca.pem');
  }

  /** @param names subjectAltName, as openssl writes it: `DNS:a,IP:127.0.0.1`; empty: none */
  issue(
    name: string,
    names: string,
    { days = 2, subject = `/CN=${name}`, extensions = [] as string[] } = {},
  ): Certificate {
    this.openssl('req', ...this.newKey(name), '-utf8', '-out', this.path(`${name}.csr`), '-subj', subject);
    const all = [...(names === '' ? [] : [`subjectAltName=${names}`]), ...extensions];
    writeFileSync(this.path(`${name}.ext`), `${all.join('\n')}\n`);
    const ca = ['-CA', this.path('ca.pem'), '-CAkey', this.path('ca.key'), '-set_serial', String((this.serial += 1))];
    const what = ['-in', this.path(`${name}.csr`), '-extfile', this.path(`${name}.ext`), '-days', String(days)];
    this.openssl('x509', '-req', ...what, ...ca, '-out', this.path(`${name}.pem`));
    return { cert: this.read(`${name}.pem`), key: this.read(`${name}.key`) };
  }

  selfSigned(name: string, names: string): Certificate {
    const extension = ['-addext', `subjectAltName=${names}`];
    const out = this.path(`${name}.pem`);
    this.openssl('req', '-x509', ...this.newKey(name), '-out', out, '-days', '2', '-subj', `/CN=${name}`, ...extension);
    return { cert: this.read(`${name}.pem`), key: this.read(`${name}.key`) };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private newKey(name: string): string[] {
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
    return [...curve, '-nodes', '-keyout', this.path(`${name}.key`)];
  }

  private openssl(...args: string[]): void {
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  }

  private path(name: string): string {
    return join(this.folder, name);
  }

  private read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }
}
