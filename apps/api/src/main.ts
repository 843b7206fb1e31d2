import 'reflect-metadata';
import { readEnvironment } from './config/environment.js';
import { exitWithError } from './config/startup-error.js';
import { startServer } from './start-server.js';

try {
  await startServer(readEnvironment(process.env));
} catch (error) {
  exitWithError(error);
}
