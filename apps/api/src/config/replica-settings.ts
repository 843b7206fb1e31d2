// How replicas find each other, and how one of them leaves.
import { StartupError } from './startup-error.js';

export interface ValkeySettings {
  /** `redis://` or `rediss://`, checked. */
  url: string;
  /** For messages: without user and password. */
  where: string;
  database: number;
  /** PEM of the certificate authority; null: those that the system trusts. */
  ca: string | null;
}

export interface DrainSettings {
  /** Readiness is off, and everything but new connections of stations is still served. */
  leadMs: number;
  /** Over so long, at most, the connections of the stations are closed. */
  spreadMs: number;
  /** All of it; then what is left is cut off. */
  timeoutMs: number;
}

interface ReplicaVariables {
  REDIS_URL?: string | undefined;
  REDIS_CA?: string | undefined;
  DRAIN_LEAD_S?: number | undefined;
  DRAIN_SPREAD_S?: number | undefined;
  DRAIN_TIMEOUT_S: number;
}

const URL_FORM = 'redis://user:password@host:6379/0 (rediss:// for TLS)';
/** A replica that is alone has nowhere to send its stations to: it stops at once. */
const LEAD_AMONG_MANY_S = 5;
const SPREAD_AMONG_MANY_S = 8;

/** @throws StartupError with one line that says what to correct. */
export function readReplicaSettings(values: ReplicaVariables): { valkey: ValkeySettings | null; drain: DrainSettings } {
  const { REDIS_URL: url, REDIS_CA: ca, DRAIN_TIMEOUT_S: timeoutS } = values;
  const isAlone = url === undefined;
  const leadS = values.DRAIN_LEAD_S ?? (isAlone ? 0 : LEAD_AMONG_MANY_S);
  const spreadS = values.DRAIN_SPREAD_S ?? (isAlone ? 0 : SPREAD_AMONG_MANY_S);
  if (leadS + spreadS > timeoutS) {
    throw new StartupError(
      `Cannot start: DRAIN_LEAD_S (${leadS}) and DRAIN_SPREAD_S (${spreadS}) together are longer than DRAIN_TIMEOUT_S (${timeoutS}). ` +
        'Shorten them, or raise DRAIN_TIMEOUT_S.',
    );
  }
  const drain = { leadMs: leadS * 1000, spreadMs: spreadS * 1000, timeoutMs: timeoutS * 1000 };
  return { valkey: isAlone ? null : { ...readUrl(url), ca: ca ?? null }, drain };
}

// The URL holds a password, so no message repeats it.
function readUrl(text: string): Omit<ValkeySettings, 'ca'> {
  const wrong = (problem: string): StartupError =>
    new StartupError(
      `Cannot start: REDIS_URL ${problem}. It must look like ${URL_FORM}; unset it where one replica works alone.`,
    );
  if (!URL.canParse(text)) throw wrong('is not a URL');
  const url = new URL(text);
  if (!['redis:', 'rediss:'].includes(url.protocol)) throw wrong(`starts with ${url.protocol}, not redis: or rediss:`);
  if (url.hostname === '') throw wrong('names no host');
  if (!/^\/?\d{0,4}$/.test(url.pathname)) throw wrong(`ends with ${url.pathname}, which is no number of a database`);
  if (url.search !== '') throw wrong('has parameters after a question mark, which are not understood');
  for (const part of [url.username, url.password]) {
    try {
      decodeURIComponent(part);
    } catch {
      throw wrong('has a malformed percent escape');
    }
  }
  return { url: text, where: `${url.hostname}:${url.port || 6379}`, database: Number(url.pathname.slice(1)) };
}
