// `node apps/api/dist/migrate.js`: brings the database's schema up to date and ends.
import { readEnvironment } from './config/environment.js';
import { exitWithError } from './config/startup-error.js';

try {
  // Where the server would listen is none of this command's business.
  const environment = readEnvironment({ ...process.env, HOST: '127.0.0.1', AUTH_MODE: 'none' });
  const { migrate, openDatabase } = await import('./database/data-source.js');
  const dataSource = await openDatabase(environment.database);
  const names = await migrate(dataSource);
  await dataSource.destroy();
  process.stdout.write(names.length === 0 ? 'The schema is up to date.\n' : `Migrated: ${names.join(', ')}\n`);
} catch (error) {
  exitWithError(error);
}
