// The WebSocket URL that a caller gives.

export interface Target {
  /** As the caller gave it, normalised. */
  url: string;
  isSecure: boolean;
  /** Without the brackets of IPv6. */
  hostname: string;
  port: number;
  /** Scheme, host and port, for the log: path and query may hold secrets. */
  origin: string;
}

export const MAX_URL_LENGTH = 2048;

/** The target, or what is wrong with the URL and what to do. */
export function readTarget(text: string): Target | { problem: string } {
  if (text.length > MAX_URL_LENGTH) return { problem: `is longer than ${MAX_URL_LENGTH} characters` };
  if (!URL.canParse(text)) return { problem: 'is no URL; write it as wss://csms.example/ocpp/STATION-ID' };
  const url = new URL(text);
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') {
    return { problem: `begins with ${url.protocol}, and only ws: and wss: can be connected to` };
  }
  if (url.username !== '' || url.password !== '') {
    return { problem: 'holds credentials; give them as `basic`, and the URL without them' };
  }
  if (url.hash !== '') return { problem: 'has a fragment (#…), which a WebSocket URL must not have (RFC 6455 §3)' };
  const isSecure = url.protocol === 'wss:';
  const port = url.port === '' ? (isSecure ? 443 : 80) : Number(url.port);
  if (UNSAFE_PORTS.has(port)) {
    return {
      problem: `names port ${port}, which belongs to another protocol; browsers refuse it too (Fetch, bad port)`,
    };
  }
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { url: url.href, isSecure, hostname, port, origin: `${url.protocol}//${url.host}` };
}

/** The Fetch standard's bad ports: a handshake could be read there as something else, as a mail for example. */
const UNSAFE_PORTS = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
  6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);
