// One HTTP server, several WebSocket endpoints: each upgrade request goes to the one whose path it names.
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { isDatabaseAway } from '../database/database-away.js';
import type { Log } from '../logging/log.js';
import { refuseForNow, refuseUpgrade } from './upgrade-refusal.js';

export interface UpgradeHandler {
  /** Does the handshake, or refuses it. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
}

/** Serves the upgrade requests of this HTTP server: by path, and by `otherwise` where no path fits. */
export function serveUpgrades(
  server: Server,
  log: Log,
  byPath: ReadonlyMap<string, UpgradeHandler>,
  otherwise: UpgradeHandler,
): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A reset while we decide must not end the process; the handshake that follows notices the closed socket itself.
    socket.on('error', (error) => log.debug({ problem: error.message }, 'upgrade socket failed'));
    const path = request.url?.split(/[?#]/, 1)[0] ?? '';
    const handler = byPath.get(path) ?? otherwise;
    handler.upgrade(request, socket, head).catch((error: unknown) => {
      log.error({ error }, 'upgrade failed');
      if (isDatabaseAway(error)) refuseForNow(socket, 'The database cannot be reached');
      else refuseUpgrade(socket, 500, 'The connection could not be accepted');
    });
  });
}
