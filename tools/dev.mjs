// `npm run dev`: the API and the page with live reload, on one command. Ctrl-C ends all of it.
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const root = new URL('..', import.meta.url);
process.chdir(root.pathname);

const API_PROJECT = 'apps/api/tsconfig.lib.json';
const page = new URL('apps/simulator-ui/', root);
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const env = { ...process.env, PORT: process.env.PORT ?? '3000', NODE_ENV: 'development' };

process.stdout.write('Building the API…\n');
const built = spawnSync(process.execPath, [tsc, '-b', API_PROJECT], { stdio: 'inherit' });
if (built.status !== 0) process.exit(built.status ?? 1);

const children = [
  spawn(process.execPath, [tsc, '-b', API_PROJECT, '--watch', '--preserveWatchOutput'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  }),
  // `--watch` restarts it when a file that it loaded is compiled anew; after a crash it waits for the next change.
  spawn(process.execPath, ['--watch', '--watch-preserve-output', '--enable-source-maps', 'apps/api/dist/main.js'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env,
  }),
];

// The page's own configuration proxies the API's paths to here.
process.env.API_URL = `http://127.0.0.1:${env.PORT}`;
const { createServer } = await import(pathToFileURL(createRequire(page).resolve('vite')).href);
const vite = await createServer({ root: page.pathname, server: { host: '127.0.0.1' } });

let stopping = false;
async function stop(code) {
  if (stopping) return;
  stopping = true;
  for (const child of children) child.kill('SIGTERM');
  await vite.close();
  process.exit(code);
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stop(0));
for (const child of children) child.on('exit', (code) => void stop(code ?? 1));

await vite.listen();
process.stdout.write('\nThe page with live reload:\n');
vite.printUrls();
