// Certificates of the local HTTPS profile, in the folder CERTIFICATES_DIR. Without a word: the authority and the edge's
// certificate, kept while they are good. `station ID`: a client certificate and its key, printed.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { createAuthority, issueServer, issueStation } from './certificate-authority.js';
import type { Identity } from './certificate-authority.js';

const NAMES = ['localhost', 'api.localhost', '127.0.0.1', '::1'];
const RENEW_BEFORE_MS = 30 * 86_400_000;
const STATION_ID = /^[\w.:-]{1,48}$/;

const folder = process.env['CERTIFICATES_DIR'] ?? '.';
const now = new Date();
const [word, stationId = ''] = process.argv.slice(2);

if (word === undefined) {
  const authority = load('ca') ?? save('ca', await createAuthority(now));
  if (load('edge') === null) save('edge', await issueServer(authority, NAMES, now));
  process.stdout.write(`${join(folder, 'ca.pem')} is what browsers and stations have to trust.\n`);
} else if (word === 'station' && STATION_ID.test(stationId)) {
  const authority = load('ca');
  if (authority === null) fail('there is no authority yet: start the profile tls first.');
  const { certificate, key } = await issueStation(authority, stationId, now);
  process.stdout.write(certificate + key);
} else {
  fail('say nothing, or: station ID (letters, digits and . : _ -, at most 48).');
}

/** What is in the folder, if it is good for a while. */
function load(name: string): Identity | null {
  const [certificate, key] = [`${name}.pem`, `${name}.key`].map((file) => join(folder, file)) as [string, string];
  if (!existsSync(certificate) || !existsSync(key)) return null;
  const identity = { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') };
  const end = Date.parse(new X509Certificate(identity.certificate).validTo);
  return end - RENEW_BEFORE_MS > now.getTime() ? identity : null;
}

function save(name: string, identity: Identity): Identity {
  for (const [ending, text] of [
    ['pem', identity.certificate],
    ['key', identity.key],
  ] as const) {
    const file = join(folder, `${name}.${ending}`);
    writeFileSync(`${file}.new`, text, { mode: ending === 'key' ? 0o440 : 0o444 });
    renameSync(`${file}.new`, file);
  }
  return identity;
}

function fail(problem: string): never {
  process.stderr.write(`Certificates: ${problem}\n`);
  process.exit(1);
}
