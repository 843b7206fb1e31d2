import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { EDGE_PORT } from '@simulator/deployment';

export interface Settings {
  host: string;
  port: number;
  pageDir: string;
  upstreamUrl: string;
}

/** The settings, or the one line that says what is wrong with them. */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
): Settings | { problem: string } {
  const { HOST: host = '127.0.0.1', PORT = String(EDGE_PORT), PAGE_DIR, UPSTREAM_URL, INSECURE_NO_AUTH } = environment;
  const port = Number(PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return { problem: `PORT must be 0 to 65535, not "${PORT}".` };
  if (UPSTREAM_URL === undefined || !/^https?:\/\/[^/]+\/?$/.test(UPSTREAM_URL) || !URL.canParse(UPSTREAM_URL)) {
    return { problem: 'UPSTREAM_URL must be the origin of the API, such as http://127.0.0.1:3000.' };
  }
  if (PAGE_DIR === undefined || !existsSync(join(PAGE_DIR, 'index.html'))) {
    return { problem: 'PAGE_DIR must be the folder of the built page, with an index.html.' };
  }
  if (!isLoopback(host) && INSECURE_NO_AUTH !== '1') {
    return {
      problem: `HOST ${host} would open an edge without a login to others; set INSECURE_NO_AUTH=1 to allow it.`,
    };
  }
  return { host, port, pageDir: PAGE_DIR, upstreamUrl: UPSTREAM_URL };
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
