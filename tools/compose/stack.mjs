// A compose project of its own, on ports of its own: a stack that someone uses is left alone.
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';

export async function createStack() {
  const project = `simulator-check-${process.pid}`;
  const ports = { EDGE_PORT: await freePort(), IDP_PORT: await freePort(), TLS_PORT: await freePort() };
  const environment = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)]));
  const env = { ...process.env, ...environment, COMPOSE_PROGRESS: 'plain' };
  const profiles = ['--profile', 'tls'];
  const run = (words, stdio) =>
    spawnSync('docker', ['compose', '-p', project, ...profiles, ...words], { stdio, env, encoding: 'utf8' });
  return {
    ports,
    /** Exit code; what it prints is shown. */
    compose: (...words) => run(words, ['ignore', 'inherit', 'inherit']).status,
    /** What it prints. */
    read(...words) {
      const { status, stdout, stderr } = run(words, 'pipe');
      if (status !== 0) throw new Error(`docker compose ${words.join(' ')}: ${stderr}`);
      return stdout.trim();
    },
    docker(...words) {
      const { status, stdout, stderr } = spawnSync('docker', words, { encoding: 'utf8' });
      if (status !== 0) throw new Error(`docker ${words.join(' ')}: ${stderr}`);
      return stdout.trim();
    },
  };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
