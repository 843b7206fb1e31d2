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
import { StartupError } from './startup-error.js';

export type { OidcSettings } from './auth-settings.js';

/** Injection token of the `Environment`. */
export const ENVIRONMENT = Symbol('ENVIRONMENT');

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const flag = z.enum(['0', '1', 'false', 'true']).transform((value) => value === '1' || value === 'true');

const schema = z.object({
  NODE_ENV: z.string().default('development'),
  PORT: z.coerce.number().int().min(0).max(65535).default(API_PORT),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: z.string().optional(),
  DATABASE_HOST: z.string().optional(),
  DATABASE_PORT: z.coerce.number().int().min(1).max(65535).optional(),
  DATABASE_NAME: z.string().optional(),
  DATABASE_USER: z.string().optional(),
  DATABASE_PASSWORD: z.string().optional(),
  /** PEM text of the authority that signed the database's certificate; turns TLS on. */
  DATABASE_CA: z.string().optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(1000).default(20),
  DATA_DIR: z.string().min(1).default('./data'),
  AUTH_MODE: z.enum(['none', 'oidc', 'api-key']).default('none'),
  /** As it stands in the tokens. */
  OIDC_ISSUER: z.string().optional(),
  OIDC_AUDIENCE: z.string().optional(),
  OIDC_AUDIENCE_CLAIM: z.string().default('aud'),
  OIDC_ROLES_CLAIM: z.string().default('roles'),
  ROOT_API_KEY: z.string().optional(),
  /** CloudWatch namespace of the embedded metric in the log; absent: none is written. */
  METRICS_NAMESPACE: z.string().optional(),
  DEMO_SESSIONS: flag.default(true),
  INSECURE_NO_AUTH: flag.default(false),
  /** Origins of pages, separated by commas, that may use WebSockets and probes as the API's own page does. */
  ALLOWED_ORIGINS: z.string().optional(),
  OUTBOUND_CONNECTIONS: z.enum(['off', 'public', 'any']).optional(),
  UNKNOWN_STATIONS: z.enum(['accept', 'pending', 'refuse']).optional(),
  STATION_AUTH: z.enum(['optional', 'required']).optional(),
  HEARTBEAT_INTERVAL_S: z.coerce.number().int().min(1).max(86_400).default(300),
  COMMAND_TIMEOUT_S: z.coerce.number().int().min(1).max(3600).default(60),
  BOOT_RETRY_INTERVAL_S: z.coerce.number().int().min(1).max(86_400).default(60),
  MESSAGE_RETENTION_DAYS: z.coerce.number().min(0).max(3650).default(7),
  METER_VALUE_RETENTION_DAYS: z.coerce.number().min(0).max(36_500).default(0),
  ID_TOKEN_RETENTION_DAYS: z.coerce.number().min(0).max(36_500).default(0),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  PAGE_DIR: z.string().optional(),
});

/** Variables that may instead name a file that holds the value, as orchestrators mount secrets. */
const FILE_VARIABLES = [
  'DATABASE_URL',
  'DATABASE_HOST',
  'DATABASE_PORT',
  'DATABASE_NAME',
  'DATABASE_USER',
  'DATABASE_PASSWORD',
  'DATABASE_CA',
  'ROOT_API_KEY',
] as const;

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
  const parsed = schema.safeParse(withFiles(variables));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new StartupError(
      `Cannot start: wrong environment. ${problems.join('; ')}. Correct or unset it and start again.`,
    );
  }
  const values = parsed.data;
  const loopback = isLoopback(values.HOST);
  const isOpen = values.AUTH_MODE === 'none';
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
    authMode: values.AUTH_MODE,
    auth: readAuthSettings(values),
    origins: readOriginSettings(values.ALLOWED_ORIGINS, isOpen && loopback),
    // A developer's own CSMS is on this machine or in its network, and nobody else reaches this server.
    outboundConnections: values.OUTBOUND_CONNECTIONS ?? (production ? 'off' : isOpen && loopback ? 'any' : 'public'),
    metricsNamespace: values.METRICS_NAMESPACE ?? null,
    demoSessions: values.DEMO_SESSIONS,
    unknownStations: values.UNKNOWN_STATIONS ?? (isOpen && loopback ? 'accept' : 'refuse'),
    stationAuth: values.STATION_AUTH ?? (isOpen ? 'optional' : 'required'),
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

/** Empty variables count as absent (compose files pass them on), and `X_FILE` gives the value of `X`. */
function withFiles(variables: Record<string, string | undefined>): Record<string, string> {
  const present = Object.entries(variables).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const values = Object.fromEntries(present);
  for (const name of FILE_VARIABLES) {
    const path = values[`${name}_FILE`];
    if (path === undefined) continue;
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
