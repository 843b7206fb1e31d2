import { paths } from '@simulator/deployment';
import type { Environment } from './config/environment.js';

const OUTGOING = { off: 'off', public: 'to public addresses', any: 'to wherever this machine reaches' } as const;

/** What a person needs to know when the server is up. */
export function banner(environment: Environment, port: number): string {
  const { database, host, unknownStations } = environment;
  const shownHost = host.includes(':') ? `[${host}]` : host;
  const origin = `${shownHost}:${port}`;
  const s = environment.tls.server === null ? '' : 's';
  const storage =
    database.kind === 'sqlite'
      ? `SQLite, ${database.file}`
      : `MariaDB, ${database.name} at ${database.host}:${database.port}`;
  const lines = [
    'Charging Station Simulator',
    `  page      http${s}://${origin}/`,
    `  stations  ws${s}://${origin}${paths.ocpp}/{stationId}  (ocpp1.6; unknown stations: ${unknownStations})`,
    `  REST API  http${s}://${origin}${paths.apiDocs}`,
    `  database  ${storage}`,
    `  outgoing  connection probe and relay: ${OUTGOING[environment.outboundConnections]}`,
    accessOf(environment),
  ];
  return `\n${lines.join('\n')}\n\n`;
}

function accessOf({ authMode, loopback }: Environment): string {
  if (authMode === 'oidc') return '  login     tokens of the identity provider, or API keys';
  if (authMode === 'api-key') return '  login     API keys';
  return loopback
    ? '  no login: only this machine can reach it'
    : '  WARNING: INSECURE_NO_AUTH=1: whoever reaches this port controls every station. Protect the network.';
}
