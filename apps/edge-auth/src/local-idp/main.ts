// Starts the local identity provider of the compose stack.
import { createLocalIdp } from './local-idp.js';
import { readUsers } from './users.js';

const {
  ISSUER,
  PORT,
  HOST = '127.0.0.1',
  EDGE_ORIGINS = '',
  USERS_FILE,
  CLIENT_ID = 'simulator-page',
  AUDIENCE = 'urn:simulator:api',
} = process.env;
const accessTokenTtlS = Number(process.env['ACCESS_TOKEN_TTL_S'] ?? 900);

if (ISSUER === undefined || PORT === undefined || USERS_FILE === undefined) {
  fail('ISSUER, PORT and USERS_FILE must be set.');
}
try {
  const users = readUsers(USERS_FILE);
  const origins = EDGE_ORIGINS.split(',').filter(Boolean);
  const provider = createLocalIdp({
    issuer: ISSUER,
    clientId: CLIENT_ID,
    audience: AUDIENCE,
    origins,
    users,
    accessTokenTtlS,
  });
  const server = provider.listen(Number(PORT), HOST, () => {
    process.stdout.write(
      `Identity provider ${ISSUER}, for development only. Users: ${Object.keys(users).join(', ')}\n`,
    );
  });
  server.on('error', (error: Error) => fail(error.message));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      server.close(() => process.exit(0));
      server.closeAllConnections();
    });
  }
} catch (error) {
  fail((error as Error).message);
}

function fail(problem: string): never {
  process.stderr.write(`Cannot start the identity provider: ${problem}\n`);
  process.exit(1);
}
