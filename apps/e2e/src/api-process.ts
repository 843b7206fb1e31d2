// The built API as its own process, the way an operator starts it.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@simulator/test-services';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const START_TIMEOUT_MS = 120_000;

export interface Exit {
  code: number | null;
  stdout: string;
  stderr: string;
}

export class ApiProcess {
  readonly origin: string;
  /** When the process is gone. */
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  #output = '';
  #errors = '';

  constructor(child: ChildProcess, port: number, onExit: () => void) {
    this.origin = `http://127.0.0.1:${port}`;
    this.#child = child;
    child.stdout?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()));
    this.exited = new Promise((resolve) => {
      child.on('close', (code) => {
        onExit();
        resolve({ code, stdout: this.#output, stderr: this.#errors });
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async untilReady(): Promise<this> {
    let exit: Exit | null = null;
    void this.exited.then((gone) => (exit = gone));
    for (const end = Date.now() + START_TIMEOUT_MS; Date.now() < end;) {
      if (exit !== null) break;
      const ready = await fetch(`${this.origin}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (ready) return this;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    this.#child.kill('SIGKILL');
    throw new Error(`The API did not become ready.\n${this.#output}\n${this.#errors}`);
  }

  /** SIGKILL: as a machine dies. */
  kill(): Promise<Exit> {
    this.#child.kill('SIGKILL');
    return this.exited;
  }

  async stop(): Promise<Exit> {
    this.#child.kill('SIGTERM');
    // Longer than a drain may take.
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), 40_000);
    const exit = await this.exited;
    clearTimeout(kill);
    return exit;
  }
}

/** Starts the API on a free port with nothing but this environment; SQLite, if used, is in a folder of its own. */
export async function spawnApi(environment: Record<string, string> = {}): Promise<ApiProcess> {
  const port = Number(environment['PORT'] ?? (await freePort()));
  const dataDirectory = mkdtempSync(join(tmpdir(), 'simulator-e2e-'));
  const child = spawn(process.execPath, ['--enable-source-maps', '--max-semi-space-size=32', 'apps/api/dist/main.js'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      NO_COLOR: '1',
      LOG_LEVEL: 'warn',
      DATA_DIR: dataDirectory,
      ...environment,
      PORT: String(port),
    },
  });
  return new ApiProcess(child, port, () => rmSync(dataDirectory, { recursive: true, force: true }));
}

export const startApi = async (environment: Record<string, string> = {}): Promise<ApiProcess> =>
  (await spawnApi(environment)).untilReady();
