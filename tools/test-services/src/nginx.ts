import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findBinary } from './find-binary.js';
import { freePort } from './free-port.js';
import { startPrivateServer, temporaryFolder } from './private-server.js';

const run = promisify(execFile);

export interface PrivateNginx {
  /** `http://…` */
  origin: string;
  /** Goes on with another configuration; connections that there are stay. */
  reconfigure(http: string): Promise<void>;
  stop(): Promise<void>;
}

/** Whether `startNginx` can work here. */
export const findNginx = (): boolean => findServer() !== null;

const findServer = (): string | null => findBinary('nginx');

/** A private nginx. @param http what stands in its `http` block; `__PORT__` is the port to listen on */
export async function startNginx(http: string): Promise<PrivateNginx> {
  const program = findServer();
  if (program === null) throw new Error('nginx is not installed: apt-get install nginx-light');
  const [port, controlPort] = [await freePort(), await freePort()];
  const folder = temporaryFolder('nginx');
  const pidFile = join(folder, 'nginx.pid');
  let generation = 0;
  const file = join(folder, 'nginx.conf');
  const write = (block: string): void => {
    generation += 1;
    const control = `server { listen 127.0.0.1:${controlPort}; return 200 "${generation}"; }`;
    writeFileSync(file, configuration(folder, control + block.replaceAll('__PORT__', String(port))));
  };
  write(http);
  const args = ['-p', folder, '-e', join(folder, 'error.log'), '-c', file];
  const server = await startPrivateServer(program, [...args, '-g', 'daemon off;'], port, folder);
  return {
    origin: `http://127.0.0.1:${port}`,
    reconfigure: async (block) => {
      write(block);
      await run(program, [...args, '-s', 'reload']);
      // The command only asks for it.
      while ((await generationAt(controlPort)) !== String(generation)) await delay(10);
      while (workersThatServe(Number(readFileSync(pidFile, 'utf8'))) > 1) await delay(10);
    },
    stop: () => server.stop(),
  };
}

/** The old ones go on taking connections until they are told that there are new ones. Known where there is a /proc. */
function workersThatServe(master: number): number {
  const children = `/proc/${master}/task/${master}/children`;
  if (!existsSync(children)) return 1;
  const titles = readFileSync(children, 'utf8')
    .split(' ')
    .filter(Boolean)
    .map((pid) => (existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : ''));
  return titles.filter((title) => title.includes('worker process') && !title.includes('shutting down')).length;
}

const generationAt = (port: number): Promise<string> =>
  fetch(`http://127.0.0.1:${port}`).then(
    (response) => response.text(),
    () => '',
  );

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

// Nothing outside the folder is read or written, and no rights are needed.
function configuration(folder: string, http: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return [
    'worker_processes 1;',
    `pid ${join(folder, 'nginx.pid')};`,
    'events { worker_connections 4096; }',
    'http {',
    'access_log off;',
    ...temporary.map((name) => `${name}_temp_path ${join(folder, name)};`),
    http,
    '}',
    '',
  ].join('\n');
}
