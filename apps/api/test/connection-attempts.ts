// Attempts to connect to servers of a test, which end with it.
import { afterEach } from '@jest/globals';
import { readEnvironment } from '../src/config/environment.js';
import type { ConnectionReport } from '../src/outbound/connection-report.dto.js';
import type { ConnectionRequest } from '../src/outbound/connection-request.dto.js';
import { OutboundConnector } from '../src/outbound/outbound-connector.js';
import type { FarCsms } from './far-csms.js';

const running: FarCsms[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

/** The server, which is stopped after the test. */
export async function started(server: Promise<FarCsms>): Promise<FarCsms> {
  running.push(await server);
  return server;
}

export const connector = new OutboundConnector(readEnvironment({ OUTBOUND_CONNECTIONS: 'any' }));

export async function attempt(
  url: string,
  more: Partial<ConnectionRequest> = {},
  from = connector,
): Promise<ConnectionReport> {
  const request = from.prepare({ url, subprotocols: ['ocpp1.6'], ...more });
  const { report, webSocket } = await from.connect(request, new AbortController().signal);
  webSocket?.terminate();
  return report;
}

export const outcomes = ({ stages }: ConnectionReport): Record<string, string> =>
  Object.fromEntries(stages.map(({ stage, outcome }) => [stage, outcome]));
