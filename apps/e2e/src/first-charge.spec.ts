// The first charge through the whole: page → Worker → station → CSMS → database, in real Chromium on a real MariaDB.
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createApiClient } from '@simulator/api-client';
import type { ApiClient, MeterValue, Transaction } from '@simulator/api-client';
import { describeWith, launchChromium, picture, startMariaDb } from '@simulator/test-services';
import type { PrivateDatabase } from '@simulator/test-services';
import type { Browser } from 'playwright-core';
import { startApi } from './api-process.js';
import type { ApiProcess } from './api-process.js';
import { HiddenTab } from './hidden-tab.js';
import { numberOf, openPage, until } from './watched-page.js';
import type { WatchedPage } from './watched-page.js';

jest.setTimeout(300_000);

const METER_INTERVAL_H = 10 / 3600;
/** Twice as long as a Worker may stand still: it keeps its beat, so that the next one would come too soon after a late one. */
const HIDDEN_INTERVAL_S = 4;
/** Meter values that have to come while the tab is hidden. */
const HIDDEN_ROUNDS = 6;

describeWith(['MariaDB', 'Chromium'], 'the first charge', () => {
  let database: PrivateDatabase;
  let api: ApiProcess;
  let browser: Browser;
  let client: ApiClient;
  let opened: WatchedPage;

  beforeAll(async () => {
    database = await startMariaDb();
    api = await startApi({ DATABASE_URL: database.url });
    browser = await launchChromium();
    client = createApiClient({ baseUrl: api.origin });
  });

  afterAll(async () => {
    await browser?.close();
    await api?.stop();
    await database?.stop();
  });

  const transactions = async (): Promise<Transaction[]> => {
    const { data } = await client.GET('/api/v1/transactions');
    return data?.items ?? [];
  };
  const status = () => opened.page.getByTestId('connector-status').first().getAttribute('data-status');
  const isCharging = (value: string | null) => value === 'Charging';

  test('the page comes with a Content-Security-Policy that allows no unsafe script or style', async () => {
    const response = await fetch(api.origin);
    expect(response.status).toBe(200);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain('default-src');
    expect(policy).not.toContain('unsafe-');
  });

  // How fast is a matter of `npm run bench -- first-charge`.
  test('one click: from an open page to a charging car', async () => {
    opened = await openPage(browser, api.origin);
    await opened.page.goto('/');
    await opened.page.getByRole('button', { name: 'Try it now' }).click();
    await until(status, isCharging, 'charging');
    expect(await numberOf(opened.page, 'connector-power', 'data-power-w')).toBeGreaterThan(1_000);
    await picture(opened.page, 'first-charge');
  });

  test('its meter values are stored, with the energy that the page shows', async () => {
    const [transaction] = await until(transactions, ({ length }) => length === 1, 'a transaction');
    const transactionId = transaction!.id;
    const read = async () => {
      const { data } = await client.GET('/api/v1/transactions/{transactionId}/meter-values', {
        params: { path: { transactionId } },
      });
      return data?.items ?? [];
    };
    const values = await until(read, ({ length }) => length > 0, 'a meter value');
    expect(JSON.stringify(values)).toContain('Energy.Active.Import.Register');
  });

  test('a reload in the middle of the transaction goes on with it', async () => {
    const { page } = opened;
    const before = await numberOf(page, 'connector-energy', 'data-energy-wh');
    expect(before).toBeGreaterThan(0);
    await page.reload();
    await until(status, isCharging, 'charging again');
    const energy = () => numberOf(page, 'connector-energy', 'data-energy-wh');
    await until(energy, (energyWh) => energyWh > before, 'more energy than before');
    const listed = await transactions();
    expect(listed).toHaveLength(1);
    expect(listed[0]?.stoppedAt ?? null).toBeNull();
  });

  test('after the stop, REST has the energy of the page within one meter interval, and nothing stays open', async () => {
    const { page } = opened;
    // The station answers for itself again: it has told its status on the new connection.
    await until(
      () => page.getByTestId('connection-pill').first().innerText(),
      (text) => text.includes('Connected'),
      'connected',
    );
    const powerW = await numberOf(page, 'connector-power', 'data-power-w');
    await page.getByRole('button', { name: 'Stop charging' }).click();
    const stopped = await until(transactions, ([first]) => Boolean(first?.stoppedAt), 'the stop in REST');
    expect(stopped).toHaveLength(1);
    await until(status, (value) => value === 'Finishing', 'Finishing');
    const shownWh = await numberOf(page, 'connector-energy', 'data-energy-wh');
    expect(shownWh).toBeGreaterThan(0);
    expect(Math.abs((stopped[0]?.energyWh ?? NaN) - shownWh)).toBeLessThanOrEqual(powerW * METER_INTERVAL_H);
    await picture(page, 'after-the-stop');
    await page.getByRole('button', { name: 'Unplug' }).click();
    await until(status, (value) => value === 'Available', 'Available');
  });

  test('a second tab does not run the same stations', async () => {
    const second = await opened.context.newPage();
    await second.goto('/');
    await until(
      () => second.locator('body').innerText(),
      (text) => text.includes('another tab'),
      'the notice',
    );
    await opened.page.close();
    // The first tab is gone: this one takes over.
    await until(
      () => second.getByTestId('connection-pill').first().innerText(),
      (text) => text.includes('Connected'),
      'take-over',
    );
    await second.close();
  });

  test('a hidden tab keeps charging: meter values are stored at their interval while the page’s own timers stand still', async () => {
    const open = async () => (await transactions()).find(({ stoppedAt }) => stoppedAt === null);
    let charge: Transaction | undefined;
    const energies = () => energiesOf(client, charge!.id);
    const tab = await HiddenTab.chargeBehind(api.origin, async () => {
      charge = await until(open, (found) => found !== undefined, 'the new transaction');
      const path = { stationId: charge!.stationId, key: 'MeterValueSampleInterval' };
      const body = { value: String(HIDDEN_INTERVAL_S) };
      await client.PUT('/api/v1/stations/{stationId}/configuration/{key}', { params: { path }, body });
      await until(energies, ({ length }) => length > 0, 'the first meter value');
    });
    try {
      const lookedAt = Date.now();
      const [ticksBefore, from] = [await tab.ticks(), (await energies()).length];
      const all = await until(
        energies,
        ({ length }) => length >= from + HIDDEN_ROUNDS,
        'meter values of the hidden tab',
      );
      const ticksMeanwhile = (await tab.ticks()) - ticksBefore;
      const meanwhileS = (Date.now() - lookedAt) / 1000;
      expect(await tab.visibility()).toBe('hidden');
      const heard = all.slice(from, from + HIDDEN_ROUNDS);
      const lastedS = secondsBetween(heard[0]!.receivedAt, heard.at(-1)!.receivedAt);
      expect(lastedS).toBeGreaterThan((HIDDEN_ROUNDS - 2) * HIDDEN_INTERVAL_S);
      // The browser did throttle: awake, the timer would have fired ten times a second. It may once a minute.
      expect(ticksMeanwhile).toBeLessThanOrEqual(1 + meanwhileS / 60);
      const registers = heard.map(({ number }) => number!);
      expect(registers).toEqual([...new Set(registers)].toSorted((a, b) => a - b));
      // At their rhythm: woken once a minute they would come in bursts, or a minute apart.
      for (const [index, { sampledAt }] of heard.slice(1).entries()) {
        const apartS = secondsBetween(heard[index]!.sampledAt, sampledAt);
        expect(apartS).toBeGreaterThan(HIDDEN_INTERVAL_S / 2);
        expect(apartS).toBeLessThan(30);
      }
      await tab.show();
      const shownWh = await numberOf(tab.page, 'connector-energy', 'data-energy-wh');
      expect(shownWh).toBeGreaterThan(registers.at(-1)! - registers[0]!);
      expect((await open())?.id).toBe(charge?.id);
    } finally {
      await tab.stop();
    }
  });

  test('nothing went wrong in the browser meanwhile', () => {
    expect(opened.problems).toEqual([]);
  });
});

/** The periodic samples of its register that are stored, in the order in which they came. */
async function energiesOf(client: ApiClient, transactionId: number): Promise<MeterValue[]> {
  const query = { measurand: 'Energy.Active.Import.Register', limit: 200 };
  const { data } = await client.GET('/api/v1/transactions/{transactionId}/meter-values', {
    params: { path: { transactionId }, query },
  });
  return data?.items.filter(({ context }) => context === 'Sample.Periodic') ?? [];
}

const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;
