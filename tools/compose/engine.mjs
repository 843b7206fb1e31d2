// A docker engine: the one that is there, or the one of ../shared/docker-engine, started and stopped again.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const KIT = '../shared/docker-engine';

const answers = () =>
  spawnSync('docker', ['compose', 'version']).status === 0 && spawnSync('docker', ['info']).status === 0;

/** What ends it again, or null where there is none. Sets the environment that docker needs. */
export function findEngine() {
  if (answers()) return () => {};
  if (!existsSync(`${KIT}/start`)) return null;
  process.stdout.write(`compose check: starting the engine of ${KIT}\n`);
  const { status, stdout } = spawnSync(`${KIT}/start`, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (status !== 0) return null;
  // It prints exports for a shell: let one say what they come to.
  const script = 'eval "$1"; printf "%s\\n" "$DOCKER_HOST" "$DOCKER_CONFIG" "$PATH"';
  const shell = spawnSync('bash', ['-c', script, 'bash', stdout], { encoding: 'utf8' });
  const [DOCKER_HOST = '', DOCKER_CONFIG = '', PATH = ''] = shell.stdout.trim().split('\n');
  Object.assign(process.env, { DOCKER_HOST, DOCKER_CONFIG, PATH });
  if (!answers()) return null;
  return () => void spawnSync(`${KIT}/stop`, { stdio: 'ignore' });
}
