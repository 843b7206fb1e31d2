// `npm start`: builds the API and the page, then runs both on one port.
import { spawn, spawnSync } from 'node:child_process';

const build = spawnSync('npx', ['nx', 'run-many', '-t', 'build', '-p', 'api,simulator-ui', '--outputStyle=static'], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env: { ...process.env, NX_DAEMON: 'false' },
  encoding: 'utf8',
});
if (build.status !== 0) {
  process.stderr.write(build.stdout ?? '');
  process.exit(build.status ?? 1);
}

const api = spawn(
  process.execPath,
  ['--enable-source-maps', '--max-semi-space-size=32', 'apps/api/dist/main.js', ...process.argv.slice(2)],
  {
    stdio: 'inherit',
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => api.kill(signal));
api.on('exit', (code, signal) => process.exit(signal ? 0 : (code ?? 1)));
