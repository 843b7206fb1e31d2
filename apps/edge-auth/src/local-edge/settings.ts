import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EDGE_PORT } from '@simulator/deployment';

export interface Settings {
  host: string;
  port: number;
  /** Folder of the built page, or the origin of Vite's development server. */
  page: { dir: string } | { url: string };
  upstreamUrl: string;
  /** Host under which the API is served without the function. */
  apiHost: string;
  tls: TlsSettings | null;
}

export interface TlsSettings {
  cert: string;
  key: string;
  /** Authority of client certificates; null: none are asked for. */
  clientCa: string | null;
}

type Variables = Readonly<Record<string, string | undefined>>;
type Problem = { problem: string };

const isOrigin = (text: string | undefined): text is string =>
  text !== undefined && /^https?:\/\/[^/]+\/?$/.test(text) && URL.canParse(text);

/** The settings, or the one line that says what is wrong with them. */
export function readSettings(variables: Variables): Settings | Problem {
  const {
    HOST: host = '127.0.0.1',
    PORT = String(EDGE_PORT),
    API_HOST: apiHost = 'api.localhost',
    UPSTREAM_URL: upstreamUrl,
  } = variables;
  const port = Number(PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return { problem: `PORT must be 0 to 65535, not "${PORT}".` };
  if (!isOrigin(upstreamUrl))
    return { problem: 'UPSTREAM_URL must be the origin of the API, such as http://127.0.0.1:3000.' };
  if (!/^[a-z0-9.-]+$/.test(apiHost))
    return { problem: `API_HOST must be a host name in lower case, not "${apiHost}".` };
  const page = readPage(variables);
  if ('problem' in page) return page;
  const tls = readTls(variables);
  if (tls !== null && 'problem' in tls) return tls;
  return { host, port, page, upstreamUrl, apiHost, tls };
}

function readPage({ PAGE_DIR, PAGE_URL }: Variables): Settings['page'] | Problem {
  if (PAGE_URL !== undefined) {
    return isOrigin(PAGE_URL)
      ? { url: PAGE_URL }
      : { problem: 'PAGE_URL must be an origin, such as http://page:5173.' };
  }
  if (PAGE_DIR !== undefined && existsSync(join(PAGE_DIR, 'index.html'))) return { dir: PAGE_DIR };
  return { problem: 'PAGE_DIR must be the folder of the built page, with an index.html.' };
}

function readTls({ TLS_CERT_FILE, TLS_KEY_FILE, CLIENT_CA_FILE }: Variables): TlsSettings | Problem | null {
  if (TLS_CERT_FILE === undefined && TLS_KEY_FILE === undefined) return null;
  if (TLS_CERT_FILE === undefined || TLS_KEY_FILE === undefined)
    return { problem: 'TLS_CERT_FILE and TLS_KEY_FILE belong together.' };
  try {
    const [cert, key] = [TLS_CERT_FILE, TLS_KEY_FILE].map((file) => readFileSync(file, 'utf8')) as [string, string];
    return { cert, key, clientCa: CLIENT_CA_FILE === undefined ? null : readFileSync(CLIENT_CA_FILE, 'utf8') };
  } catch (error) {
    return { problem: `TLS_CERT_FILE, TLS_KEY_FILE or CLIENT_CA_FILE cannot be read: ${(error as Error).message}` };
  }
}
