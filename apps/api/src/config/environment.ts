// The only place that reads the process environment. Everything else gets the `Environment` value.
import { readFileSync } from 'node:fs';
import { API_PORT } from '@simulator/deployment';
import { z } from 'zod';
import { readAuthSettings } from './auth-settings.js';
import type { AuthSettings } from './auth-settings.js';
import { readDatabaseSettings } from './database-settings.js';
import type { DatabaseSettings } from './database-settings.js';
import { readOriginSettings } from './origin-settings.js';
import type { OriginSettings } from './origin-settings.js';
import { readReplicaSettings } from './replica-settings.js';
import type { DrainSettings, ValkeySettings } from './replica-settings.js';
import { ADDRESS_HEADERS, readProxySettings } from './proxy-settings.js';
import type { ProxySettings } from './proxy-settings.js';
import { StartupError } from './startup-error.js';
import { readTlsSettings } from './tls-settings.js';
import type { TlsSettings } from './tls-settings.js';

export type { OidcSettings } from './auth-settings.js';

/** Injection token of the `Environment`. */
export const ENVIRONMENT = Symbol('ENVIRONMENT');

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const flag = z.enum(['0', '1', 'false', 'true']).transform((value) => value === '1' || value === 'true');

/** Each row says what it means: docs/configuration.md is made of it. `file`: `NAME_FILE` may name a file with the value. */
export const environmentSchema = z.object({
  NODE_ENV: z
    .string()
    .default('development')
    .describe('`production`: the schema of a MariaDB is never migrated at start'),
  PORT: z.coerce.number().int().min(0).max(65535).default(API_PORT).describe('Where to listen; 0: any free port'),
  HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address to listen on. Another than loopback needs `AUTH_MODE`, or `INSECURE_NO_AUTH=1`'),
  DATABASE_URL: z.string().optional().meta({
    description: 'MariaDB: `mysql://user:password@host:3306/database`',
    file: true,
    absent: 'the parts below; without them SQLite in `DATA_DIR`',
  }),
  DATABASE_HOST: z.string().optional().meta({ description: 'MariaDB by its parts, instead of the URL', file: true }),
  DATABASE_PORT: z.coerce
    .number()
    .int()
    .min(1)
    .max(65535)
    .optional()
    .meta({ description: 'Its port', file: true, absent: '3306' }),
  DATABASE_NAME: z.string().optional().meta({ description: 'Its database', file: true }),
  DATABASE_USER: z.string().optional().meta({ description: 'Its user', file: true }),
  DATABASE_PASSWORD: z.string().optional().meta({ description: "The user's password", file: true }),
  DATABASE_CA: z.string().optional().meta({
    description: "PEM text of the authority that signed the database's certificate; turns TLS on",
    file: true,
    absent: 'no TLS',
  }),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(1000).default(20).describe('Connections to MariaDB at most'),
  DATA_DIR: z.string().min(1).default('./data').describe('Folder of the SQLite file'),
  REDIS_URL: z.string().optional().meta({
    description:
      'Valkey or Redis that several replicas share: `redis://user:password@host:6379/0`; `rediss://` for TLS',
    file: true,
    absent: 'one replica works alone',
  }),
  REDIS_CA: z.string().optional().meta({
    description: 'PEM text of the authority that signed its certificate',
    file: true,
    absent: 'those that the system trusts',
  }),
  DRAIN_LEAD_S: z.coerce.number().min(0).max(300).optional().meta({
    description:
      'Of a stop: how long readiness is off before connections are closed; longer than the load balancer needs to notice',
    absent: '5 with `REDIS_URL`, else 0',
  }),
  DRAIN_SPREAD_S: z.coerce.number().min(0).max(300).optional().meta({
    description: 'Of a stop: over how long, at most, the connections of the stations are closed',
    absent: '8 with `REDIS_URL`, else 0',
  }),
  DRAIN_TIMEOUT_S: z.coerce
    .number()
    .min(1)
    .max(900)
    .default(20)
    .describe('Of a stop: when what is left is cut off; 10 s below the time that the orchestrator grants'),
  AUTH_MODE: z
    .enum(['none', 'oidc', 'api-key'])
    .default('none')
    .describe('Who may use REST: everybody, tokens of an OIDC provider and API keys, or API keys only'),
  OIDC_ISSUER: z.string().optional().describe('The issuer, as it stands in its tokens; `AUTH_MODE=oidc` needs it'),
  OIDC_AUDIENCE: z.string().optional().describe('The audience that tokens must have; `AUTH_MODE=oidc` needs it'),
  OIDC_AUDIENCE_CLAIM: z.string().default('aud').describe("Where tokens name it; Cognito's: `client_id`"),
  OIDC_ROLES_CLAIM: z
    .string()
    .default('roles')
    .describe("Where tokens name the roles `viewer`, `operator`, `admin`; Cognito's: `cognito:groups`"),
  ROOT_API_KEY: z.string().optional().meta({
    description:
      'A key of at least 32 characters with every right: it makes the first API keys; `AUTH_MODE=api-key` needs it',
    file: true,
  }),
  METRICS_NAMESPACE: z.string().optional().meta({
    description: 'CloudWatch namespace of the embedded metric that is logged each minute',
    absent: 'none is logged',
  }),
  DEMO_SESSIONS: flag.default(true).describe('Whether visitors may have throw-away stations'),
  INSECURE_NO_AUTH: flag
    .default(false)
    .describe('Serve other machines without authentication, and say so at each start'),
  ALLOWED_ORIGINS: z.string().optional().meta({
    description:
      'Pages on other origins that may open WebSockets and probe here, such as `https://simulator.example`, separated by commas; needed where a proxy changes `Host`. On loopback without auth they may change things too, and other names than local ones must stand here',
    absent: "the API's own page only",
  }),
  OUTBOUND_CONNECTIONS: z.enum(['off', 'public', 'any']).optional().meta({
    description:
      'Where connection probe and relay may connect to for an operator: nowhere, public addresses only, or anywhere this machine reaches',
    absent: '`off` in production; `any` on loopback without auth; else `public`',
  }),
  UNKNOWN_STATIONS: z.enum(['accept', 'pending', 'refuse']).optional().meta({
    description: 'What happens to stations that nobody created; pending: they connect and wait for a person',
    absent: '`accept` on loopback without auth, else `refuse`',
  }),
  STATION_AUTH: z.enum(['optional', 'required']).optional().meta({
    description: 'Whether every station needs a Basic Auth secret, or only those that have one',
    absent: '`optional` without auth, else `required`',
  }),
  MIN_SECURITY_PROFILE: z.coerce.number().int().min(0).max(3).optional().meta({
    description:
      'Security profile that every station has to reach: 1 secret, 2 secret over TLS, 3 client certificate. A station may have a higher one of its own',
    absent: '1 with `STATION_AUTH=required`, which it cannot lower, else 0',
  }),
  TLS_CERT: z.string().optional().meta({
    description: 'PEM of the certificate to serve HTTPS and WSS with, and of its intermediates',
    file: true,
    absent: 'HTTP and WS',
  }),
  TLS_KEY: z.string().optional().meta({ description: 'PEM of its private key', file: true }),
  TLS_CLIENT_CA: z.string().optional().meta({
    description: "PEM of the authorities whose client certificates prove a station's identity",
    file: true,
    absent: 'none is asked for here; a forwarded one counts as checked by the proxy',
  }),
  TRUSTED_PROXIES: z.string().optional().meta({
    description:
      'Addresses and networks of proxies in front, such as `10.0.0.0/16`, or `loopback`, `linklocal`, `uniquelocal`, separated by commas: what they say of client addresses, TLS and certificates counts',
    absent: 'nobody is trusted',
  }),
  FORWARDED_HEADER: z
    .enum(ADDRESS_HEADERS)
    .default('X-Forwarded-For')
    .describe('Where trusted proxies name the client (and TLS, in `X-Forwarded-Proto` or as `proto`)'),
  CLIENT_CERTIFICATE_HEADER: z.string().optional().meta({
    description:
      'Where trusted proxies pass on client certificates: `Client-Cert` (RFC 9440), `X-Amzn-Mtls-Clientcert-Leaf`, `CloudFront-Viewer-Cert-Pem`, or any that holds PEM, also URL-encoded. The proxy must overwrite it',
    absent: 'nowhere',
  }),
  HEARTBEAT_INTERVAL_S: z.coerce
    .number()
    .int()
    .min(1)
    .max(86_400)
    .default(300)
    .describe('Heartbeat interval that an accepted station is told, in seconds'),
  COMMAND_TIMEOUT_S: z.coerce
    .number()
    .int()
    .min(1)
    .max(3600)
    .default(60)
    .describe('How long a station may take to answer a command, queueing included, in seconds'),
  BOOT_RETRY_INTERVAL_S: z.coerce
    .number()
    .int()
    .min(1)
    .max(86_400)
    .default(60)
    .describe('When a station that is pending or rejected may boot again, in seconds'),
  MESSAGE_RETENTION_DAYS: z.coerce
    .number()
    .min(0)
    .max(3650)
    .default(7)
    .describe('How long frames are kept in the message log; 0: none are logged'),
  METER_VALUE_RETENTION_DAYS: z.coerce
    .number()
    .min(0)
    .max(36_500)
    .default(0)
    .describe('How long meter values are kept; 0: for ever'),
  ID_TOKEN_RETENTION_DAYS: z.coerce
    .number()
    .min(0)
    .max(36_500)
    .default(0)
    .describe('How long id tokens are kept after they have expired; 0: for ever'),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info').describe('What is logged at least'),
  PAGE_DIR: z.string().optional().meta({ description: 'Folder of the built page', absent: 'the one in the workspace' }),
});

export interface Retention {
  /** Frames of the message log; 0: none are logged. */
  messageDays: number;
  /** 0: for ever. */
  meterValueDays: number;
  /** After an id token has expired; 0: for ever. */
  idTokenDays: number;
}

export interface Environment {
  production: boolean;
  port: number;
  host: string;
  /** Whether only this machine can reach the server. */
  loopback: boolean;
  database: DatabaseSettings;
  /** What the replicas share; null: this one works alone. */
  valkey: ValkeySettings | null;
  drain: DrainSettings;
  authMode: 'none' | 'oidc' | 'api-key';
  auth: AuthSettings;
  origins: OriginSettings;
  /** Where probe and relay may connect to for a caller: nowhere, the public internet, anywhere. */
  outboundConnections: 'off' | 'public' | 'any';
  metricsNamespace: string | null;
  /** Whether visitors may have throw-away stations. */
  demoSessions: boolean;
  /** Pending: they may connect and are told to wait for a person (OCPP 1.6 §4.2). */
  unknownStations: 'accept' | 'pending' | 'refuse';
  /** Optional: a station without a secret needs none. */
  stationAuth: 'optional' | 'required';
  /** Security profile that every station has to reach (security whitepaper §3). */
  minSecurityProfile: number;
  tls: TlsSettings;
  proxies: ProxySettings;
  heartbeatIntervalS: number;
  /** How long a station may take to answer a command, queueing included. */
  commandTimeoutS: number;
  /** When a station that is not accepted may send its next BootNotification. */
  bootRetryIntervalS: number;
  /** How long each kind of row is kept. */
  retention: Retention;
  logLevel: (typeof LOG_LEVELS)[number];
  /** Folder of the built page; undefined: the one beside this app in the workspace. */
  pageDir: string | undefined;
}

/**
 * Reads and checks the environment.
 * @throws StartupError with one line that names the variable and what to do.
 */
export function readEnvironment(variables: Record<string, string | undefined>): Environment {
  const parsed = environmentSchema.safeParse(withFiles(variables));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new StartupError(
      `Cannot start: wrong environment. ${problems.join('; ')}. Correct or unset it and start again.`,
    );
  }
  const values = parsed.data;
  const loopback = isLoopback(values.HOST);
  const isOpen = values.AUTH_MODE === 'none';
  const stationAuth = values.STATION_AUTH ?? (isOpen ? 'optional' : 'required');
  const production = values.NODE_ENV === 'production';
  if (isOpen && !loopback && !values.INSECURE_NO_AUTH) {
    throw new StartupError(
      `Cannot start: HOST=${values.HOST} would serve other machines without authentication. ` +
        'Use HOST=127.0.0.1, set AUTH_MODE to oidc or api-key, or set INSECURE_NO_AUTH=1 where the network itself is protected.',
    );
  }
  return {
    production,
    port: values.PORT,
    host: values.HOST,
    loopback,
    database: readDatabaseSettings(values),
    ...readReplicaSettings(values),
    authMode: values.AUTH_MODE,
    auth: readAuthSettings(values),
    origins: readOriginSettings(values.ALLOWED_ORIGINS, isOpen && loopback),
    // A developer's own CSMS is on this machine or in its network, and nobody else reaches this server.
    outboundConnections: values.OUTBOUND_CONNECTIONS ?? (production ? 'off' : isOpen && loopback ? 'any' : 'public'),
    metricsNamespace: values.METRICS_NAMESPACE ?? null,
    demoSessions: values.DEMO_SESSIONS,
    unknownStations: values.UNKNOWN_STATIONS ?? (isOpen && loopback ? 'accept' : 'refuse'),
    stationAuth,
    minSecurityProfile: minSecurityProfile(values.MIN_SECURITY_PROFILE, stationAuth),
    tls: readTlsSettings(values),
    proxies: readProxySettings(values),
    heartbeatIntervalS: values.HEARTBEAT_INTERVAL_S,
    commandTimeoutS: values.COMMAND_TIMEOUT_S,
    bootRetryIntervalS: values.BOOT_RETRY_INTERVAL_S,
    retention: {
      messageDays: values.MESSAGE_RETENTION_DAYS,
      meterValueDays: values.METER_VALUE_RETENTION_DAYS,
      idTokenDays: values.ID_TOKEN_RETENTION_DAYS,
    },
    logLevel: values.LOG_LEVEL,
    pageDir: values.PAGE_DIR,
  };
}

const minSecurityProfile = (wanted = 0, stationAuth: Environment['stationAuth']): number =>
  Math.max(wanted, stationAuth === 'required' ? 1 : 0);

/** Empty variables count as absent (compose files pass them on), and `X_FILE` gives the value of `X`. */
function withFiles(variables: Record<string, string | undefined>): Record<string, string> {
  const present = Object.entries(variables).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const values = Object.fromEntries(present);
  for (const [name, row] of Object.entries(environmentSchema.shape)) {
    const path = values[`${name}_FILE`];
    if (path === undefined || row.meta()?.['file'] !== true) continue;
    if (values[name] !== undefined) {
      throw new StartupError(`Cannot start: ${name} and ${name}_FILE are both set. Keep one of them.`);
    }
    values[name] = readSecret(`${name}_FILE`, path);
  }
  return values;
}

function readSecret(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new StartupError(`Cannot start: ${name} names ${path}, which cannot be read (${reason}).`);
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
