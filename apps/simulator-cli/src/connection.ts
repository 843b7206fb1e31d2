// How the tasks hand the connection's options on: to the sockets, and to the station's configuration keys.
import type { NodeSocketOptions } from '@simulator/station-runner/node';
import type { Security } from './security.js';
import type { ConnectionOptions } from './tasks.js';

export function socketOptions({ password, tls }: Security): NodeSocketOptions {
  return { tls, ...(password === undefined ? {} : { password }) };
}

export function startConfiguration({ security, pingIntervalS }: ConnectionOptions): Record<string, string> {
  return {
    ...(security.profile > 0 ? { SecurityProfile: String(security.profile) } : {}),
    ...(pingIntervalS > 0 ? { WebSocketPingInterval: String(pingIntervalS) } : {}),
  };
}
