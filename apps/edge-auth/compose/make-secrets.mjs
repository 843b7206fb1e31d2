// Makes the secrets of the compose stack, each in the volume of those who need it. What is there stays.
// `node make-secrets.mjs FOLDER`; the folder holds one mounted volume a consumer.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const issuer = process.env.OIDC_ISSUER;
if (!folder || !issuer) {
  process.stderr.write('Secrets: say the folder, and OIDC_ISSUER.\n');
  process.exit(1);
}

const random = (bytes) => randomBytes(bytes).toString('base64url');

const databasePassword = once('database/password', () => random(24));
once('api/database-password', () => databasePassword);
once('api/root-api-key', () => random(32));

const valkeyPassword = once('api/redis-url', () => `redis://default:${random(24)}@valkey:6379`).match(/:([^:@]+)@/)[1];
once('valkey/valkey.conf', () => `requirepass ${valkeyPassword}\n`);

// The issuer is no secret, but it is known only here: it has the port that was chosen.
write('edge/edge.json', JSON.stringify({ sessionKey: random(32), ...read('edge/edge.json'), issuer }));

const people = { viewer: ['viewer'], operator: ['operator'], admin: ['admin'] };
once('idp/users.json', () =>
  JSON.stringify(
    Object.fromEntries(Object.entries(people).map(([name, roles]) => [name, { password: random(9), roles }])),
    null,
    2,
  ),
);

once('fleet/station-password', () => random(18));
once('observe/grafana-password', () => random(12));
process.stdout.write('The passwords of the demo users: docker compose exec idp cat /run/secrets/users.json\n');

function once(name, make) {
  const file = join(folder, name);
  if (!existsSync(file)) write(name, make());
  return readFileSync(file, 'utf8');
}

/** Whole or not at all, and readable by the group, which services of other users join. */
function write(name, text) {
  const file = join(folder, name);
  writeFileSync(`${file}.new`, text, { mode: 0o440 });
  renameSync(`${file}.new`, file);
}

function read(name) {
  const file = join(folder, name);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}
