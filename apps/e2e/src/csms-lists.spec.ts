// The lists of the CSMS tab when there is more than a page of everything: next pages, filters, and rows of every page live.
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createApiClient } from '@simulator/api-client';
import type { ApiClient } from '@simulator/api-client';
import { describeWith, launchChromium } from '@simulator/test-services';
import type { Browser } from 'playwright-core';
import WebSocket from 'ws';
import { startApi } from './api-process.js';
import type { ApiProcess } from './api-process.js';
import { openPage, until } from './watched-page.js';
import type { WatchedPage } from './watched-page.js';

jest.setTimeout(180_000);

const STATIONS = 230;
const CARDS = 215;
const TRANSACTIONS = 60;
const COMMANDS = 25;

const padded = (index: number): string => String(index).padStart(3, '0');

/** A station that says what it is told to. */
class BareStation {
  readonly #socket: WebSocket;
  #sent = 0;

  constructor(origin: string, id: string) {
    this.#socket = new WebSocket(`${origin.replace('http', 'ws')}/ocpp/${id}`, 'ocpp1.6');
  }

  opened(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.once('open', resolve);
      this.#socket.once('error', reject);
    });
  }

  call(action: string, payload: object): Promise<Record<string, unknown>> {
    const id = `m${++this.#sent}`;
    return new Promise((resolve, reject) => {
      const take = (data: WebSocket.RawData) => {
        const [type, answered, result] = JSON.parse((data as Buffer).toString()) as [number, string, never];
        if (answered !== id) return;
        this.#socket.off('message', take);
        if (type === 3) resolve(result);
        else reject(new Error(`${action}: ${(data as Buffer).toString()}`));
      };
      this.#socket.on('message', take);
      this.#socket.send(JSON.stringify([2, id, action, payload]));
    });
  }

  close(): void {
    this.#socket.close();
  }
}

describeWith('Chromium', 'the lists of the CSMS', () => {
  let api: ApiProcess;
  let browser: Browser;
  let client: ApiClient;
  let opened: WatchedPage;
  let charging: BareStation;
  /** Of the first transaction: the last one that the list comes to. */
  let oldest: number;

  async function all<T>(count: number, make: (index: number) => Promise<T>): Promise<void> {
    for (let from = 0; from < count; from += 20) {
      await Promise.all(Array.from({ length: Math.min(20, count - from) }, (_, index) => make(from + index)));
    }
  }

  const startTransaction = (idTag: string) =>
    charging.call('StartTransaction', { connectorId: 1, idTag, meterStart: 0, timestamp: new Date().toISOString() });
  const stopTransaction = (transactionId: unknown) =>
    charging.call('StopTransaction', { transactionId, meterStop: 10, timestamp: new Date().toISOString() });

  beforeAll(async () => {
    api = await startApi();
    client = createApiClient({ baseUrl: api.origin });
    browser = await launchChromium();
    await all(STATIONS, async (index) => {
      const body = { id: `S-${padded(index)}`, ...(index === 7 && { name: 'Car park north' }) };
      expect((await client.POST('/api/v1/stations', { body })).response.status).toBe(201);
    });
    await all(CARDS, async (index) => {
      const parent = index === 3 ? { parentIdTag: 'FAMILY' } : {};
      const body = { idTag: `CARD-${padded(index)}`, status: 'Accepted' as const, ...parent };
      expect((await client.POST('/api/v1/id-tokens', { body })).response.status).toBe(201);
    });
    charging = new BareStation(api.origin, 'S-000');
    await charging.opened();
    await charging.call('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' });
    oldest = Number((await startTransaction('CARD-000'))['transactionId']);
    for (let index = 1; index < TRANSACTIONS; index++) {
      const { transactionId } = await startTransaction(`CARD-${padded(index % 5)}`);
      await stopTransaction(transactionId);
    }
    opened = await openPage(browser, api.origin);
    await opened.page.goto('/');
    await opened.page.getByRole('button', { name: 'Try it now' }).click();
    await opened.page.locator('[data-testid=connector-status][data-status=Charging]').waitFor();
    await opened.page.getByRole('tab', { name: 'CSMS', exact: true }).click();
  });

  afterAll(async () => {
    charging?.close();
    await browser?.close();
    await api?.stop();
  });

  const rows = (testId: string) => opened.page.getByTestId(testId);
  const count = (testId: string, wanted: number) =>
    until(
      () => rows(testId).count(),
      (found) => found === wanted,
      `${wanted} rows ${testId}`,
    );
  const page = (name: string) => opened.page.getByRole('radio', { name, exact: true }).check();
  const more = (what: string) => opened.page.getByRole('button', { name: `Show more ${what}`, exact: true }).click();

  test('stations: the next page on demand; a station of it is live; found by id, name and line', async () => {
    await page('Stations');
    await count('csms-station', 200);
    await opened.page.getByText('The first 200 stations').waitFor();
    await more('stations');
    // The demo's station too.
    await count('csms-station', STATIONS + 1);
    await opened.page.getByText(`${STATIONS + 1} stations, all there are`).waitFor();
    const last = rows('csms-station').filter({ hasText: `S-${padded(STATIONS - 1)}` });
    await last.getByText('offline').waitFor();
    const station = new BareStation(api.origin, `S-${padded(STATIONS - 1)}`);
    await station.opened();
    await last.getByText('online').waitFor();
    await opened.page.getByLabel('Line', { exact: true }).selectOption('Online');
    await count('csms-station', 3);
    station.close();
    await count('csms-station', 2);
    await opened.page.getByLabel('Line', { exact: true }).selectOption('Any');
    await opened.page.getByLabel('Id begins with').fill('S-22');
    await count('csms-station', 10);
    await opened.page.getByLabel('Id begins with').fill('S-%');
    await opened.page.getByText('No such station.').waitFor();
    await opened.page.getByLabel('Id begins with').fill('');
    await opened.page.getByLabel('Name contains').fill('PARK');
    await count('csms-station', 1);
    await rows('csms-station').getByText('S-007').waitFor();
  });

  test('id tokens: the next page, found by how they begin and by their parent', async () => {
    await page('Id tokens');
    await count('csms-token', 200);
    await more('cards');
    await rows('csms-token')
      .filter({ hasText: `CARD-${padded(CARDS - 1)}` })
      .waitFor();
    await opened.page.getByLabel('Card begins with').fill('card-21');
    await count('csms-token', 5);
    await opened.page.getByRole('button', { name: 'Block CARD-212' }).click();
    await opened.page.getByRole('button', { name: 'Accept CARD-212' }).waitFor();
    await opened.page.getByLabel('Card begins with').fill('');
    await opened.page.getByLabel('Parent id is').fill('FAMILY');
    await count('csms-token', 1);
  });

  test('transactions: of all stations, the next page live, by state and card', async () => {
    await page('Transactions');
    await count('csms-transaction', 1);
    await opened.page.getByLabel('Station', { exact: true }).selectOption('All');
    await count('csms-transaction', 50);
    await more('transactions');
    await count('csms-transaction', TRANSACTIONS + 1);
    const row = rows('csms-transaction').filter({ hasText: `#${oldest}S-000` });
    await row.getByText('active').waitFor();
    await row.getByRole('button').click();
    await opened.page.getByRole('region', { name: `Power of transaction ${oldest}` }).waitFor();
    await stopTransaction(oldest);
    await row.getByText('stopped').waitFor();
    await opened.page.getByLabel('State', { exact: true }).selectOption('Active');
    await count('csms-transaction', 1);
    await opened.page.getByLabel('State', { exact: true }).selectOption('Any');
    await opened.page.getByLabel('Card (all of it)').fill('card-004');
    await count('csms-transaction', 12);
    // What was chosen stays in sight, though the list has it no more.
    await opened.page.getByRole('region', { name: `Power of transaction ${oldest}` }).waitFor();
  });

  test('commands: the next page, by command and status', async () => {
    await page('Commands');
    const address = await opened.page.getByRole('heading', { name: /^Commands to / }).innerText();
    const stationId = address.replace('Commands to ', '');
    for (let index = 0; index < COMMANDS; index++) {
      await client.POST('/api/v1/stations/{stationId}/commands', {
        params: { path: { stationId } },
        body: index === 3 ? { action: 'ClearCache', payload: {} } : { action: 'GetLocalListVersion', payload: {} },
      });
    }
    await count('csms-command', 20);
    await more('commands');
    await count('csms-command', COMMANDS);
    await opened.page.getByLabel('Show the command').selectOption('ClearCache');
    await count('csms-command', 1);
    await opened.page.getByLabel('Show the status').selectOption('rejected');
    await opened.page.getByText('No such command.').waitFor();
    expect(opened.problems).toEqual([]);
  });
});
