// A server process of our own in a temporary folder. It ends with us, also when we are killed.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const START_TIMEOUT_MS = 60_000;

export interface PrivateServer {
  stop(): Promise<void>;
  /** Resolves when it has ended, for whatever reason. */
  ended: Promise<void>;
}

export interface ServerOptions {
  /** The folder outlives the server, until `stop`: it may be started again on it. */
  keepFolder?: boolean;
}

export const temporaryFolder = (purpose: string): string => mkdtempSync(join(tmpdir(), `simulator-${purpose}-`));

// The shell watches the pipe from us: when it closes, for whatever reason, the server is ended and its folder removed.
// The server runs beside the shell, not below it, so that one signal to the shell is enough.
const WATCHDOG = `
folder="$1"; keep="$2"; shift 2
"$@" </dev/null &
server=$!
trap 'kill -TERM $server 2>/dev/null' TERM INT HUP
( while read -r _; do :; done; touch "$folder/.left"; kill -TERM $server 2>/dev/null ) <&3 &
watcher=$!
while kill -0 $server 2>/dev/null; do wait $server; status=$?; done
kill $watcher 2>/dev/null
if [ -z "$keep" ] || [ -e "$folder/.left" ]; then rm -rf "$folder"; fi
exit $status
`;

/**
 * Starts a program and waits until its port answers.
 * @param folder temporary folder of the server, removed when it has ended
 * @throws Error with the end of the program's output when it does not come up
 */
export async function startPrivateServer(
  program: string,
  args: string[],
  port: number,
  folder: string,
  { keepFolder = false }: ServerOptions = {},
): Promise<PrivateServer> {
  // Its own process group: a Ctrl-C at the terminal must not end the database before the tests have ended.
  const child = spawn('/bin/sh', ['-c', WATCHDOG, 'watchdog', folder, keepFolder ? 'keep' : '', program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-4000);
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  const ended = once(child, 'exit').then(() => {});
  // A test process must be able to end while its server still runs; the watchdog ends the server then.
  unreference(child);
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.ref();
      child.kill('SIGTERM');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilPortAnswers(port, child);
  } catch (error) {
    await stop();
    throw new Error(`${program} did not start: ${(error as Error).message}\n${output}`, { cause: error });
  }
  return { stop, ended };
}

function unreference(child: ChildProcess): void {
  child.unref();
  for (const stream of child.stdio) (stream as { unref?: () => void } | null)?.unref?.();
}

async function untilPortAnswers(port: number, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`);
    if (await answers(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing answers at port ${port}`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
