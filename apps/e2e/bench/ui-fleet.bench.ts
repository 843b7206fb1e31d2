// `npm run bench -- ui-fleet`: 1,000 stations in one tab over the relay, charging, with the timeline of one of them live:
// frames a second while the list, the heat strip and the timeline follow. Built page and API on SQLite.
import { createApiClient } from '@simulator/api-client';
import { launchWholeChromium, picture } from '@simulator/test-services';
import { startApi } from '../src/api-process.js';
import { openPage, until } from '../src/watched-page.js';

const STATIONS = 1_000;
const SECONDS = 10;
const BUDGET_FPS = 50;

/** Runs in the page: counts its frames. */
const FRAMES = `new Promise((resolve) => {
  const times = [];
  const frame = (at) => {
    times.push(at);
    if (at - times[0] < ${SECONDS * 1000}) return requestAnimationFrame(frame);
    const gaps = times.slice(1).map((time, index) => time - times[index]);
    resolve({ fps: (gaps.length / (at - times[0])) * 1000, longestMs: Math.max(...gaps) });
  };
  requestAnimationFrame(frame);
})`;

const api = await startApi();
const browser = await launchWholeChromium();
try {
  const client = createApiClient({ baseUrl: api.origin });
  await client.POST('/api/v1/id-tokens', { body: { idTag: 'TAG-1', status: 'Accepted' } });
  const { page } = await openPage(browser, api.origin);
  await page.goto('/');
  await page.getByRole('button', { name: 'Try it now' }).click();
  await page.locator('[data-testid=connector-status][data-status=Charging]').waitFor();
  await page.getByRole('button', { name: 'Add many from a template' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('WebSocket address of the CSMS').fill(`${api.origin.replace('http', 'ws')}/ocpp`);
  await dialog.getByLabel('How many (stations)').fill(String(STATIONS));
  await dialog.getByLabel('Through the relay: thousands over one socket').check();
  const startedAt = performance.now();
  await dialog.getByRole('button', { name: 'Add them' }).click();
  const states = () => page.getByTestId('heat-strip').getAttribute('aria-label');
  const isSettled = (words: string | null) => words !== null && !/Connecting|Boot|No connection/.test(words);
  await until(states, isSettled, 'the fleet online', 300_000);
  process.stdout.write(`${STATIONS} stations online after ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
  await page.getByRole('button', { name: /^Actions for the/ }).click();
  await page.getByRole('button', { name: 'Start charging…', exact: true }).click();
  await dialog.getByRole('button', { name: 'Start', exact: true }).click();
  await until(states, (words) => /\b(9\d\d|1\d{3}) Charging/.test(words ?? ''), 'the fleet charging', 300_000);
  await picture(page, 'ui-fleet');
  const { fps, longestMs } = await page.evaluate<{ fps: number; longestMs: number }>(FRAMES);
  process.stdout.write(
    `${STATIONS} stations charging: ${fps.toFixed(1)} frames a second over ${SECONDS} s, the longest ${longestMs.toFixed(0)} ms; budget ${BUDGET_FPS} a second\n`,
  );
  if (fps < BUDGET_FPS) process.exitCode = 1;
} finally {
  await browser.close();
  await api.stop();
}
