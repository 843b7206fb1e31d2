// Reads what a person types as the address of a CSMS into the URL and the station id that will be used. Pure.

/** What the page itself is, as far as it limits where it may connect. */
export interface PageContext {
  /** `location.protocol`: `https:` or `http:`. */
  protocol: string;
}

export interface CsmsTarget {
  ok: true;
  /** Without the station id, no trailing slash: `wss://csms.example/ocpp`; a query stays. */
  csmsUrl: string;
  stationId: string;
  /** True: the id was read from the address; false: it is the proposed one. */
  idFromAddress: boolean;
  /** Could the last part be read both ways (id or path)? Then a person may choose. */
  ambiguous: boolean;
  /** A person chose the relay for it. */
  relayed?: boolean;
  /** Worth knowing, in words. */
  notes: string[];
}

export interface CsmsTargetProblem {
  ok: false;
  /** What is wrong, and what to do. */
  problem: string;
  /** The relay of the page's server can connect to it. */
  relayCan?: boolean;
  /** An address that would work, offered as one press. */
  suggestion?: string;
}

export interface ReadOptions {
  page: PageContext;
  /** The id that is used when the address names none. */
  proposedId: string;
  /** How a person answered when the last part can be read both ways. */
  lastPartIs?: 'id' | 'path';
}

/** Ids longer than this fit no CSMS's table (OCPP 1.6 idToken and serial number fields end far earlier; 2.0.1 says 48). */
export const MAX_STATION_ID_LENGTH = 48;

// Last path parts that name an endpoint in the products people use, never a station.
const endpointWords =
  /^(ocpp|ocppj|ocpp-j|ocpp[-_.]?v?(1\.?6|2\.?0(\.?1)?|2\.?1)j?|j|ws|wss|websocket|websockets|socket|api|v\d+(\.\d+)*|centralsystem(service)?|csms|cs|steve|chargepoint|charge-points?|stations?|evse|gateway)$/i;

export function readCsmsTarget(text: string, options: ReadOptions): CsmsTarget | CsmsTargetProblem {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: false, problem: 'Type the WebSocket address of your CSMS.' };
  const notes: string[] = [];
  const withScheme = addScheme(trimmed, notes);
  const url = parse(withScheme);
  if (url === null) return { ok: false, problem: 'This is not an address. It looks like wss://host/path/STATION-ID.' };
  const problem = problemOf(url, withScheme, options.page);
  if (problem !== null) return problem;

  const parts = url.pathname.split('/').filter((part) => part !== '');
  const lastPart = parts.at(-1);
  const endsOpen = lastPart === undefined || url.pathname.endsWith('/');
  const isId = !endsOpen && (options.lastPartIs ?? (endpointWords.test(lastPart) ? 'path' : 'id')) === 'id';
  const stationId = isId ? decode(lastPart) : options.proposedId;
  if (stationId === null) {
    return { ok: false, problem: `“${lastPart ?? ''}” has a % that starts no escape. Write a literal % as %25.` };
  }
  const idProblem = stationIdProblem(stationId);
  if (idProblem !== null) return { ok: false, problem: idProblem };

  if (url.username !== '' || url.password !== '') notes.push(credentialsNote(url));
  const path = (isId ? parts.slice(0, -1) : parts).map((part) => `/${part}`).join('');
  return {
    ok: true,
    csmsUrl: `${url.protocol}//${credentialsOf(url)}${url.host}${path}${url.search}`,
    stationId,
    idFromAddress: isId,
    ambiguous: !endsOpen,
    notes,
  };
}

/** What is wrong with a station id; null: nothing. */
export function stationIdProblem(id: string): string | null {
  if (id === '') return 'The station id is empty.';
  if (id.length > MAX_STATION_ID_LENGTH) {
    return `The station id has ${id.length} characters; at most ${MAX_STATION_ID_LENGTH} are allowed.`;
  }
  // A slash would end the path segment for most servers, even percent-encoded; control characters are never right.
  if (/[/\\]/.test(id)) return 'A station id cannot contain a slash.';
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(id)) return 'The station id contains a control character.';
  return null;
}

function addScheme(text: string, notes: string[]): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text;
  const scheme = isLoopback(text.split(/[/:]/)[0] ?? '') ? 'ws' : 'wss';
  notes.push(`No scheme given: ${scheme}:// is used.`);
  return `${scheme}://${text}`;
}

function parse(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function problemOf(url: URL, text: string, page: PageContext): CsmsTargetProblem | null {
  if (url.protocol === 'http:' || url.protocol === 'https:') {
    return {
      ok: false,
      problem: `OCPP-J runs over WebSocket: the address starts with ${url.protocol === 'http:' ? 'ws' : 'wss'}://, not ${url.protocol}//.`,
      suggestion: text.replace(/^http/i, 'ws'),
    };
  }
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') {
    return { ok: false, problem: `${url.protocol}// is not a WebSocket address. Use wss:// or ws://.` };
  }
  if (url.hash !== '') {
    return { ok: false, problem: 'A WebSocket address has no # part.', suggestion: text.slice(0, text.indexOf('#')) };
  }
  if (url.protocol === 'ws:' && page.protocol === 'https:' && !isLoopback(url.hostname)) {
    return {
      ok: false,
      problem:
        'This page came over https, and the browser then refuses unencrypted ws://. Use wss:// if your CSMS has TLS, ' +
        'let this page’s server connect (the relay), or run the simulator on your own machine (npm start), where the page comes over http and ws:// works.',
      suggestion: text.replace(/^ws:/i, 'wss:'),
      relayCan: true,
    };
  }
  return null;
}

/** Browsers allow ws:// to the own machine even from an https page. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || /^127(\.\d+){3}$/.test(host) || host === '[::1]';
}

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

const credentialsOf = ({ username, password }: URL) =>
  username === '' && password === '' ? '' : `${username}${password === '' ? '' : `:${password}`}@`;

function credentialsNote(url: URL): string {
  return (
    `The password is kept in this browser. It is sent as Basic authentication to ${url.host} only after the server asks ` +
    'for it (401 with “WWW-Authenticate: Basic”); a server that never asks will see a station without credentials.'
  );
}
