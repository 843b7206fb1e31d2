// Who is signed in at the edge, and keeping it so: the page renews before the end, since requests of its own cannot be sent to a
// login. Where no edge stands before the page there is no login, and nothing of this is seen.
import { Store } from '../ui/store.js';

const SESSION = '/auth/session';
const REFRESH = '/auth/refresh';
export const LOGOUT = '/auth/logout';

export type SessionState =
  { kind: 'noLogin' } | { kind: 'signedIn'; name: string; roles: readonly string[] } | { kind: 'ended' };

export const session = new Store<SessionState>({ kind: 'noLogin' });

const RETRY_MS = 30_000;
const MIN_WAIT_MS = 1_000;
const MAX_WAIT_MS = 3_600_000;

/** As the edge answers. */
interface Answer {
  name: string;
  roles: string[];
  expiresInS: number;
  /** Null: there is nothing to renew it with. */
  refreshInS: number | null;
}

type Reply = { kind: 'session'; answer: Answer } | { kind: 'refused' } | { kind: 'unreachable' } | { kind: 'noLogin' };

let timer: ReturnType<typeof setTimeout> | undefined;
let hasLogin = false;

/** From now on, until the page is closed. */
export function watchSession(): void {
  void check();
  // Timers of hidden tabs and of machines that sleep come late.
  document.addEventListener('visibilitychange', () => {
    if (hasLogin && document.visibilityState === 'visible') void check();
  });
}

/** One tab at a time: a refresh token may be good for one use only. */
function check(): Promise<void> {
  return navigator.locks ? navigator.locks.request('simulator-session', update) : update();
}

async function update(): Promise<void> {
  let reply = await ask('GET', SESSION);
  if (reply.kind === 'noLogin') return;
  hasLogin = true;
  const due = reply.kind === 'session' && reply.answer.refreshInS !== null && reply.answer.refreshInS <= 0;
  if (due || reply.kind === 'refused') reply = await ask('POST', REFRESH);
  clearTimeout(timer);
  if (reply.kind === 'session') {
    const { name, roles, refreshInS, expiresInS } = reply.answer;
    session.set({ kind: 'signedIn', name, roles });
    wait((refreshInS ?? expiresInS) * 1000);
  } else if (reply.kind === 'refused') session.set({ kind: 'ended' });
  else wait(RETRY_MS);
}

function wait(ms: number): void {
  timer = setTimeout(() => void check(), Math.min(MAX_WAIT_MS, Math.max(MIN_WAIT_MS, ms)));
}

async function ask(method: 'GET' | 'POST', path: string): Promise<Reply> {
  // HTML is asked for as well: without an edge the server of the page answers with the page, and not with an error.
  const headers = { accept: 'application/json;q=0.9, text/html' };
  const response = await fetch(path, { method, headers }).catch(() => null);
  if (response === null || response.status >= 500) return { kind: 'unreachable' };
  if (response.status === 401) return { kind: 'refused' };
  if (!response.ok || response.headers.get('content-type')?.includes('application/json') !== true)
    return { kind: 'noLogin' };
  const answer = (await response.json()) as Partial<Answer>;
  return typeof answer.name === 'string' ? { kind: 'session', answer: answer as Answer } : { kind: 'noLogin' };
}
