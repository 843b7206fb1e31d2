// Throw-away certificates, made by openssl in a directory of the test.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CertificateFiles {
  cert: string;
  key: string;
}

export class TestCa {
  readonly cert: string;
  readonly #key: string;
  readonly #directory: string;

  constructor(directory: string, name = 'ca') {
    this.#directory = directory;
    this.cert = join(directory, `${name}.pem`);
    this.#key = join(directory, `${name}.key`);
    openssl('req', '-x509', ...newKey(this.#key), '-out', this.cert, '-days', '2', '-subj', `/CN=${name}`);
  }

  /** @param days until it expires; negative: it has expired */
  issue(name: string, { days = 2, address = '127.0.0.1' } = {}): CertificateFiles {
    const [cert, key, request, extensions] = ['pem', 'key', 'csr', 'ext'].map((end) =>
      join(this.#directory, `${name}.${end}`),
    ) as [string, string, string, string];
    openssl('req', ...newKey(key), '-out', request, '-subj', `/CN=${name}`);
    writeFileSync(extensions, `subjectAltName=IP:${address}\n`);
    const ca = ['-CA', this.cert, '-CAkey', this.#key, '-set_serial', '7', '-extfile', extensions];
    openssl('x509', '-req', '-in', request, ...ca, '-days', String(days), '-out', cert);
    return { cert, key };
  }
}

/** As a TLS server wants it. */
export function serverOptions({ cert, key }: CertificateFiles): { cert: string; key: string } {
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
}

const newKey = (path: string) => ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', path];

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
