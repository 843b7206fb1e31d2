// DNS and TCP. The only file that opens sockets for callers.
import { once } from 'node:events';
import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { addressProblem } from './addresses.js';
import type { OutboundMode } from './addresses.js';
import { Failure, Patience } from './failure.js';
import type { Network, Timeouts } from './network.js';

/** Of many addresses the first ones are tried. */
const MAX_TRIED = 4;

/** What a caller's connection may use. */
export interface Ways {
  mode: OutboundMode;
  network: Network;
  timeouts: Timeouts;
}

/** Every address of the target, each allowed. One that is not refuses the name: which of them is used would be luck. */
export async function resolveHost(
  hostname: string,
  { mode, network, timeouts }: Ways,
  signal: AbortSignal,
): Promise<string[] | Failure> {
  // The URL parser has made one form of all that a literal can look like: 2130706433, 0x7f.1 and 0177.0.0.1 are 127.0.0.1.
  const addresses =
    isIP(hostname) === 0 ? await lookUp(hostname, network.resolve, new Patience(signal, timeouts.dns)) : [hostname];
  if (addresses instanceof Failure) return addresses;
  return refusalOf(addresses, mode) ?? addresses;
}

function refusalOf(addresses: readonly string[], mode: OutboundMode): Failure | undefined {
  if (mode === 'any') return undefined;
  const [problem] = addresses.map((address) => addressProblem(address)).filter((each) => each !== null);
  // The address itself is not told: it may be of a network that the caller knows nothing of.
  return problem === undefined
    ? undefined
    : new Failure('targetRefused', `This server connects to public addresses only, and this is none: ${problem}`);
}

async function lookUp(hostname: string, resolve: Network['resolve'], patience: Patience): Promise<string[] | Failure> {
  try {
    const addresses = await Promise.race([resolve(hostname), rejectOn(patience.signal)]);
    return addresses.length > 0 ? addresses : new Failure('nameNotFound', `${hostname} has no address`);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOTFOUND' || code === 'ENODATA')
      return new Failure('nameNotFound', `${hostname} does not exist (${code})`);
    return (
      patience.failure('nameServerFailed') ??
      new Failure('nameServerFailed', `${hostname} cannot be looked up (${code})`)
    );
  }
}

/** A look-up cannot be stopped, but its answer need not be waited for. */
function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

/**
 * A connection to the first address that answers. What is connected to is an address that was checked, never a name:
 * between a check and a second look-up the name could change its meaning (DNS rebinding).
 */
export async function connectTcp(
  addresses: readonly string[],
  port: number,
  ways: Ways,
  signal: AbortSignal,
): Promise<Socket | Failure> {
  const tried = addresses.slice(0, MAX_TRIED);
  let failure = new Failure('nameNotFound', 'There is no address');
  for (const address of tried) {
    const attempt = await connectOnce(address, port, ways, new Patience(signal, ways.timeouts.tcp / tried.length));
    if (!(attempt instanceof Failure)) return attempt;
    failure = attempt;
    if (failure.verdict === 'cancelled') break;
  }
  return failure;
}

async function connectOnce(
  address: string,
  port: number,
  { mode, network }: Ways,
  patience: Patience,
): Promise<Socket | Failure> {
  const refusal = refusalOf([address], mode);
  if (refusal !== undefined) return refusal;
  const socket = network.connect(address, port);
  try {
    await once(socket, 'connect', { signal: patience.signal });
    // What breaks later is told by whoever uses the socket then.
    socket.on('error', () => {});
    return socket;
  } catch (error) {
    socket.on('error', () => {});
    socket.destroy();
    const at = `${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
    return patience.failure('connectTimeout') ?? failureOf(error as NodeJS.ErrnoException, at);
  }
}

function failureOf({ code, message }: NodeJS.ErrnoException, at: string): Failure {
  if (code === 'ECONNREFUSED') return new Failure('connectionRefused', `${at} refuses the connection`);
  if (code === 'ETIMEDOUT') return new Failure('connectTimeout', `${at} does not answer`);
  if (code === 'ECONNRESET') return new Failure('connectionReset', `${at} resets the connection`);
  return new Failure('unreachable', `${at} cannot be reached (${code ?? message})`);
}
