import 'reflect-metadata';
import { readEnvironment } from './config/environment.js';
import { exitWithError } from './config/startup-error.js';

try {
  const environment = readEnvironment(process.env);
  // Only now: a wrong environment is told at once, not after a second of loading.
  const { startServer } = await import('./start-server.js');
  await startServer(environment);
} catch (error) {
  exitWithError(error);
}
