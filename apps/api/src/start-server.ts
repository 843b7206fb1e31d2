import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { banner } from './banner.js';
import type { Environment } from './config/environment.js';
import { StartupError } from './config/startup-error.js';
import { openDatabase, prepareSchema } from './database/data-source.js';
import { Log } from './logging/log.js';
import type { Drain } from './replicas/drain.js';
import { openValkey } from './valkey/open-valkey.js';

/** What is left of a stop after the drain; longer is cut off. */
const STOP_TIMEOUT_MS = 8_000;

/** Opens database and Valkey, listens, drains at SIGUSR2, and drains and stops at SIGTERM and SIGINT. */
export async function startServer(environment: Environment): Promise<void> {
  const log = new Log(environment.logLevel);
  const dataSource = await openDatabase(environment.database);
  await prepareSchema(dataSource, !environment.production || environment.database.kind === 'sqlite');
  const valkey = environment.valkey === null ? null : await openValkey(environment.valkey, log);
  // Only now: what is wrong with a database or a Valkey is told before the rest is loaded, which takes longest.
  const { createApp } = await import('./create-app.js');
  const { Drain } = await import('./replicas/drain.js');
  const app = await createApp(environment, log, dataSource, valkey);
  await listen(app, environment);
  stopOnSignal(app, app.get(Drain), log, environment.drain.timeoutMs + STOP_TIMEOUT_MS);
  const { port } = app.getHttpServer().address() as AddressInfo;
  process.stdout.write(banner(environment, port));
}

async function listen(app: NestExpressApplication, { port, host }: Environment): Promise<void> {
  try {
    // Not app.listen, which would log the error beside our own line.
    const server = app.getHttpServer().listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const because: Record<string, string> = {
      EADDRINUSE: `port ${port} is in use on ${host}. Stop what uses it, or set PORT to a free one.`,
      EACCES: `port ${port} may not be opened by this user. Set PORT to one above 1023.`,
      EADDRNOTAVAIL: `this machine has no address ${host}. Correct HOST.`,
      ENOTFOUND: `HOST=${host} cannot be resolved. Correct HOST.`,
    };
    throw because[code] === undefined ? error : new StartupError(`Cannot start: ${because[code]}`);
  }
}

function stopOnSignal(app: NestExpressApplication, drain: Drain, log: Log, timeoutMs: number): void {
  let stopping = false;
  const stop = (signal: string): void => {
    // A second Ctrl-C means now.
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), timeoutMs).unref();
    const stopped = drain.start(signal).then(() => app.close());
    stopped.then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error }, 'the stop failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('SIGUSR2', (signal) => void drain.start(signal));
}
