import { resolve } from 'node:path';
import { StartupError } from './startup-error.js';

export interface MariaDbSettings {
  kind: 'mariadb';
  host: string;
  port: number;
  name: string;
  user: string;
  password: string;
  /** PEM of the certificate authority; null: no TLS. */
  ca: string | null;
  poolSize: number;
}

export interface SqliteSettings {
  kind: 'sqlite';
  /** Absolute path of the file, or `:memory:`. */
  file: string;
}

export type DatabaseSettings = MariaDbSettings | SqliteSettings;

interface DatabaseVariables {
  DATABASE_URL?: string | undefined;
  DATABASE_HOST?: string | undefined;
  DATABASE_PORT?: number | undefined;
  DATABASE_NAME?: string | undefined;
  DATABASE_USER?: string | undefined;
  DATABASE_PASSWORD?: string | undefined;
  DATABASE_CA?: string | undefined;
  DATABASE_POOL_SIZE: number;
  DATA_DIR: string;
}

const URL_FORM = 'mysql://user:password@host:3306/database';

/** MariaDB where a URL or a host is given, else a SQLite file. */
export function readDatabaseSettings(values: DatabaseVariables): DatabaseSettings {
  const shared = { ca: values.DATABASE_CA ?? null, poolSize: values.DATABASE_POOL_SIZE };
  if (values.DATABASE_URL !== undefined) return { ...fromUrl(values.DATABASE_URL), ...shared };
  if (values.DATABASE_HOST === undefined) return { kind: 'sqlite', file: resolve(values.DATA_DIR, 'simulator.sqlite') };
  const { DATABASE_NAME: name, DATABASE_USER: user } = values;
  if (name === undefined || user === undefined) {
    throw new StartupError(
      'Cannot start: DATABASE_HOST is set, so DATABASE_NAME and DATABASE_USER must be set as well.',
    );
  }
  return {
    kind: 'mariadb',
    host: values.DATABASE_HOST,
    port: values.DATABASE_PORT ?? 3306,
    name,
    user,
    password: values.DATABASE_PASSWORD ?? '',
    ...shared,
  };
}

// The URL holds a password, so no message repeats it.
function fromUrl(text: string): Omit<MariaDbSettings, 'ca' | 'poolSize'> {
  const wrong = (problem: string): StartupError =>
    new StartupError(`Cannot start: DATABASE_URL ${problem}. It must look like ${URL_FORM}; unset it to use SQLite.`);
  if (!URL.canParse(text)) throw wrong('is not a URL');
  const url = new URL(text);
  if (!['mysql:', 'mariadb:'].includes(url.protocol)) throw wrong(`starts with ${url.protocol}, not mysql:`);
  if (url.hostname === '') throw wrong('names no host');
  try {
    const name = decodeURIComponent(url.pathname.slice(1));
    if (name === '' || name.includes('/')) throw wrong('names no database');
    return {
      kind: 'mariadb',
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: url.port === '' ? 3306 : Number(url.port),
      name,
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
    };
  } catch (error) {
    throw error instanceof URIError ? wrong('has a malformed percent escape') : error;
  }
}
