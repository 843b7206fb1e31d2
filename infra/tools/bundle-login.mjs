// Bundles the login at the edge for each environment, with its configuration baked in, by the tool of apps/edge-auth. After tsc.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../dist/config/environment-config.js';
import { SynthError } from '../dist/synth-error.js';
import { loginConfig } from '../dist/edge/login-config.js';

const infra = fileURLToPath(new URL('..', import.meta.url));
const environments = join(infra, 'environments');

for (const file of readdirSync(environments).filter((name) => name.endsWith('.json'))) {
  const environment = basename(file, '.json');
  const folder = join(infra, 'dist/login', environment);
  const config = join(infra, 'dist/login', file);
  mkdirSync(folder, { recursive: true });
  const values = configOf(environment);
  if (values === null) continue;
  writeFileSync(config, JSON.stringify(loginConfig(values)));
  const words = [
    'run',
    '-s',
    'bundle',
    '-w',
    '@simulator/edge-auth',
    '--',
    '--config',
    config,
    '--out',
    join(folder, 'index.mjs'),
  ];
  const { status } = spawnSync('npm', words, { cwd: join(infra, '..'), stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** Null: the file is wrong. The synth of that environment says so, and no other waits for it. */
function configOf(environment) {
  try {
    return readConfig(environments, environment);
  } catch (error) {
    if (error instanceof SynthError) return null;
    throw error;
  }
}
