// Starts the local edge. The viewer-request function is loaded from its bundle: the very file that goes to AWS.
import type { AddressInfo, Socket } from 'node:net';
import { pathToFileURL } from 'node:url';
import { createLocalEdge } from './server.js';
import type { ViewerRequestFunction } from './server.js';
import { readSettings } from './settings.js';

const settings = readSettings(process.env);
if ('problem' in settings) fail(settings.problem);

// Another build of the same function, with another configuration.
const { VIEWER_REQUEST } = process.env;
const bundle =
  VIEWER_REQUEST === undefined
    ? new URL('./viewer-request/index.mjs', import.meta.url).href
    : pathToFileURL(VIEWER_REQUEST).href;
const { handler } = (await import(bundle)) as { handler: ViewerRequestFunction };

const server = createLocalEdge({ ...settings, viewerRequest: handler });
const sockets = new Set<Socket>();
server.on('connection', (socket) => {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
});
server.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EADDRINUSE') fail(`port ${settings.port} is in use; set PORT to a free one.`);
  fail(error.message);
});
server.listen(settings.port, settings.host, () => {
  const { address, port } = server.address() as AddressInfo;
  const scheme = settings.tls === null ? 'http' : 'https';
  process.stdout.write(`Edge on ${scheme}://${address}:${port}, API at ${settings.upstreamUrl}\n`);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    server.close(() => process.exit(0));
    for (const socket of sockets) socket.destroy();
  });
}

function fail(problem: string): never {
  process.stderr.write(`Cannot start the edge: ${problem}\n`);
  process.exit(1);
}
