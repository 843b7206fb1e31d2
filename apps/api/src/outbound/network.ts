// The ways to the network, in one place so that tests can put loopback behind public addresses.
import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import pLimit from 'p-limit';

/** The addresses of a name, in the order in which to try them. Throws what `dns.lookup` throws. */
export type Resolve = (hostname: string) => Promise<string[]>;

export interface Network {
  resolve: Resolve;
  /** Begins a TCP connection. */
  connect: (address: string, port: number) => Socket;
}

/** How long each stage may take, in milliseconds. In sum, and with a refusal's body, less than the edge waits for an answer. */
export interface Timeouts {
  dns: number;
  tcp: number;
  tls: number;
  http: number;
}

export const TIMEOUTS: Timeouts = { dns: 4000, tcp: 6000, tls: 6000, http: 8000 };

export function createNetwork(): Network {
  return { resolve: createResolver(), connect: (host, port) => connect({ host, port, noDelay: true }) };
}

/** Look-ups block threads that password hashing needs as well, so a few at a time. */
const MAX_LOOKUPS = 2;

/** The machine's own resolver, hosts file included. Who asks for a name that is being looked up waits for that answer. */
function createResolver(): Resolve {
  const limit = pLimit(MAX_LOOKUPS);
  const pending = new Map<string, Promise<string[]>>();
  return (hostname) => {
    const before = pending.get(hostname);
    if (before !== undefined) return before;
    const answer = limit(async () =>
      (await lookup(hostname, { all: true, order: 'verbatim' })).map(({ address }) => address),
    );
    pending.set(hostname, answer);
    const forget = (): boolean => pending.delete(hostname);
    answer.then(forget, forget);
    return answer;
  };
}
