// Demo data through the API and the OCPP endpoint: stations, cards, and sessions that a small fleet really charges.
// `docker compose run --rm seed`; again at any time.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const {
  API_URL,
  ROOT_API_KEY_FILE,
  STATION_PASSWORD_FILE,
  STATIONS = '6',
  ID_PREFIX = 'DEMO-',
  STATION_NAME = 'Car park',
} = process.env;
const token = readFileSync(ROOT_API_KEY_FILE, 'utf8').trim();
const secret = readFileSync(STATION_PASSWORD_FILE, 'utf8').trim();
const count = Number(STATIONS);

const cards = [
  { idTag: 'SIMULATOR' },
  { idTag: 'ALICE' },
  { idTag: 'BOB', concurrentTransactionLimit: 1 },
  { idTag: 'LOST-CARD', status: 'Blocked' },
  { idTag: 'OLD-CARD', expiresAt: '2020-01-01T00:00:00Z' },
];
for (const card of cards) await call('POST', '/id-tokens', card, [201, 409]);
for (let number = 1; number <= count; number += 1) {
  // The ids of simulate's fleet.
  const id = `${ID_PREFIX}${String(number).padStart(5, '0')}`;
  await call('POST', '/stations', { id, name: `${STATION_NAME} ${number}` }, [201, 409]);
  await call('PUT', `/stations/${id}/secret`, { secret }, [204]);
}
process.stdout.write(`${count} stations and ${cards.length} cards are there.\n`);
const words = process.argv.slice(2);
if (words.length === 0) process.exit(0);

const simulate = [
  '/app/apps/simulator-cli/bin/simulate.mjs',
  '--stations',
  String(count),
  '--id-prefix',
  ID_PREFIX,
  '--password-file',
  STATION_PASSWORD_FILE,
];
const { status } = spawnSync(process.execPath, [...simulate, ...words], { stdio: 'inherit' });
process.exit(status ?? 1);

/** Waits out a limit on requests, and says what the API says to anything else that was not expected. */
async function call(method, path, body, expected) {
  for (;;) {
    const response = await fetch(`${API_URL}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (expected.includes(response.status)) return;
    if (response.status !== 429) {
      process.stderr.write(`Seed: ${method} ${path} answers ${response.status}: ${text.slice(0, 300)}\n`);
      process.exit(1);
    }
    await delay(Number(response.headers.get('retry-after') ?? 1) * 1000);
  }
}
