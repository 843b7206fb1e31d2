// Many stations of one tab over the relay's one socket, and both ends of the wire on one page: page, Worker, relay and CSMS as they are.
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createApiClient } from '@simulator/api-client';
import type { ApiClient } from '@simulator/api-client';
import { auditPage, describeWith, launchChromium } from '@simulator/test-services';
import type { Browser } from 'playwright-core';
import { startApi } from './api-process.js';
import type { ApiProcess } from './api-process.js';
import { openPage, until } from './watched-page.js';
import type { WatchedPage } from './watched-page.js';

jest.setTimeout(180_000);

/** More than the WebSockets that Chromium opens. */
const FLEET = 300;

describeWith('Chromium', 'the page and our own CSMS', () => {
  let api: ApiProcess;
  let browser: Browser;
  let client: ApiClient;
  let opened: WatchedPage;

  beforeAll(async () => {
    api = await startApi();
    browser = await launchChromium();
    client = createApiClient({ baseUrl: api.origin });
    opened = await openPage(browser, api.origin);
  });

  afterAll(async () => {
    await browser?.close();
    await api?.stop();
  });

  test('the CSMS tab follows a charge, sends commands with a live result, and keeps cards', async () => {
    const { page } = opened;
    await page.goto('/');
    await page.getByRole('button', { name: 'Try it now' }).click();
    await page.locator('[data-testid=connector-status][data-status=Charging]').waitFor();
    await page.getByRole('tab', { name: 'CSMS', exact: true }).click();
    await page.locator('[data-testid=csms-transaction][data-state=active]').waitFor();
    expect(await auditPage(page, 'CSMS, transactions')).toEqual([]);
    await page.getByRole('radio', { name: 'Commands' }).check();
    await page.getByLabel('Command', { exact: true }).selectOption('TriggerMessage');
    await page.getByRole('button', { name: 'Send the command' }).click();
    await page.locator('[data-testid=csms-command][data-status=accepted]').getByText('TriggerMessage').waitFor();
    expect(await auditPage(page, 'CSMS, commands')).toEqual([]);
    await page.getByRole('radio', { name: 'Id tokens' }).check();
    await page.getByLabel('New card').fill('CARD-7');
    await page.getByRole('button', { name: 'Add the card' }).click();
    await page.getByRole('button', { name: 'Block CARD-7' }).click();
    await page.getByRole('button', { name: 'Accept CARD-7' }).waitFor();
    expect(await auditPage(page, 'CSMS, id tokens')).toEqual([]);
    await page.getByRole('radio', { name: 'Stations' }).check();
    await page.locator('[data-testid=csms-station]', { hasText: 'online' }).waitFor();
    expect(await auditPage(page, 'CSMS, stations')).toEqual([]);
    expect(opened.problems).toEqual([]);
  });

  test(`${FLEET} stations of one tab go over the relay's one socket, more than a browser has, and charge together`, async () => {
    const { page } = opened;
    await page.getByRole('button', { name: 'Add many from a template' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('WebSocket address of the CSMS').fill(`${api.origin.replace('http', 'ws')}/ocpp`);
    await dialog.getByLabel('How many (stations)').fill(String(FLEET));
    await dialog.getByText('Take the relay for more.').waitFor();
    await dialog.getByLabel('Through the relay: thousands over one socket').check();
    await dialog.getByRole('button', { name: 'Add them' }).click();
    await client.POST('/api/v1/id-tokens', { body: { idTag: 'TAG-1', status: 'Accepted' } });
    const online = async () => {
      let count = 0;
      let cursor: string | undefined;
      do {
        const query = { limit: 200, ...(cursor === undefined ? {} : { cursor }) };
        const { data } = await client.GET('/api/v1/stations', { params: { query } });
        count += data?.items.filter(({ id, connected }) => connected && id.startsWith('FLEET-')).length ?? 0;
        cursor = data?.nextCursor ?? undefined;
      } while (cursor !== undefined);
      return count;
    };
    await until(online, (count) => count === FLEET, 'the whole fleet online', 120_000);
    await page.getByLabel('Search stations').fill('fleet');
    await page.getByRole('button', { name: /^Actions for the \d+ shown$/ }).click();
    await page.getByRole('button', { name: 'Start charging…', exact: true }).click();
    await dialog.getByRole('button', { name: 'Start', exact: true }).click();
    await page
      .locator('canvas[aria-label*="300 Charging"], canvas[aria-label*="301 Charging"]')
      .waitFor({ timeout: 90_000 });
    // Only the rows in view are in the document.
    expect(await page.getByTestId('station-item').count()).toBeLessThan(60);
    expect(opened.problems).toEqual([]);
  });
});
