import type { describe as Describe, test as Test } from '@jest/globals';
import { findChromium } from './chromium.js';
import { findBinary } from './find-binary.js';
import { findMariaDb, findOwnMariaDb } from './mariadb.js';
import { findNginx } from './nginx.js';
import { findOwnRedis, findRedis } from './redis.js';

const services = {
  MariaDB: { found: findMariaDb, install: 'apt-get install mariadb-server (or set TEST_DATABASE_URL)' },
  Valkey: { found: findRedis, install: 'apt-get install valkey-server (or redis-server, or set TEST_REDIS_URL)' },
  OpenSSL: { found: () => findBinary('openssl') !== null, install: 'apt-get install openssl' },
  'own MariaDB': { found: findOwnMariaDb, install: 'apt-get install mariadb-server' },
  'own Valkey': { found: findOwnRedis, install: 'apt-get install valkey-server (or redis-server)' },
  nginx: { found: findNginx, install: 'apt-get install nginx-light' },
  Chromium: { found: () => findChromium() !== null, install: 'apt-get install chromium (or set TEST_CHROMIUM)' },
} as const;

export type Service = keyof typeof services;

/** A `describe` that needs services: without them the suite is skipped aloud, and with CI=true it fails. */
export function describeWith(needed: Service | readonly Service[], title: string, suite: () => void): void {
  // From the globals, since `@jest/globals` cannot even be loaded outside jest, where the other services are of use too.
  const { describe, test } = globalThis as unknown as { describe: typeof Describe; test: typeof Test };
  const names = typeof needed === 'string' ? [needed] : needed;
  const missing = names.filter((name) => !services[name].found());
  if (missing.length === 0) {
    describe(title, suite);
    return;
  }
  const how = missing.map((name) => `${name} is missing: ${services[name].install}`).join('; ');
  if (process.env['CI'] === 'true') {
    describe(title, () => {
      test('has the services that it needs', () => {
        throw new Error(how);
      });
    });
    return;
  }
  process.stderr.write(`\nSKIPPED "${title}". ${how}\n`);
  describe.skip(title, suite);
}
