// What the browser keeps for the page runs full, or is taken away, while a car charges.
import { readFile } from 'node:fs/promises';
import { expect, it, jest } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import type { Page } from 'playwright-core';
import { newVisitors } from './visitor.js';

jest.setTimeout(120_000);

describeWith('Chromium', 'a full localStorage', () => {
  const visitor = newVisitors();
  const said = () => visitor.page.getByRole('alert').filter({ hasText: 'The browser’s room for settings is full' });
  const choose = (name: string) => visitor.page.getByRole('radio', { name, exact: true }).click();
  const look = () => visitor.page.evaluate(() => ({ ...document.documentElement.dataset }));

  it('the page goes on, says once that choices are not kept, and loses nothing else', async () => {
    const { page } = visitor;
    await visitor.tryItNow();
    await visitor.button('Appearance').click();
    await choose('Dark');
    await page.evaluate(fillLocalStorage);
    await choose('Compact');
    await said().waitFor();
    await said().getByRole('button', { name: 'Dismiss' }).click();
    await visitor.button('Appearance').click();
    await choose('Comfortable');
    await choose('Compact');
    expect(await look()).toMatchObject({ theme: 'dark', density: 'compact' });
    expect(await said().count()).toBe(0);
    await page.keyboard.press('Escape');
    await visitor.openTab('Scenarios');
    await visitor.region('Scenario library').getByRole('button', { name: /^Edit/ }).first().click();
    const scenario = { name: 'Mine', description: 'kept', steps: [{ do: 'powerOn' }] };
    await page.getByLabel('JSON; docs/scenarios.md describes it').fill(JSON.stringify(scenario));
    await visitor.button('Keep').click();
    // What a person made is more than a choice: it has words of its own, and a file as the way out.
    await page.getByRole('alert').filter({ hasText: 'Your scenarios cannot be kept' }).waitFor();
    const file = await everything(page);
    expect(file).toMatchObject({ scenarios: [{ name: 'Mine' }], stations: [{}] });
    await page.keyboard.press('Escape');
    await page.reload();
    await visitor.status('Charging');
    expect(await look()).toMatchObject({ theme: 'dark', density: 'comfortable' });
    expect(visitor.payloadsOf('StartTransaction')).toHaveLength(1);
  });
});

describeWith('Chromium', 'a store that the browser closes while a car charges', () => {
  const visitor = newVisitors();
  const storedKeys = () => visitor.page.evaluate(readStoredKeys);

  /** As "Clear site data" does it: connections are closed, and what was in the store is gone. */
  async function takeTheStore(): Promise<void> {
    const { page, server } = visitor;
    const devTools = await page.context().newCDPSession(page);
    await devTools.send('Storage.clearDataForOrigin', { origin: server.origin, storageTypes: 'indexeddb' });
    await devTools.detach();
  }

  async function stopsCharging(): Promise<void> {
    await visitor.button('Stop charging').click();
    await visitor.status('Finishing');
    expect(await visitor.sent('StopTransaction')).toMatchObject([{ transactionId: 77 }]);
  }

  it('is filled again with all that runs: after a reload the same transaction goes on', async () => {
    const { page } = visitor;
    await visitor.tryItNow();
    const [before] = await storedKeys();
    await takeTheStore();
    while ((await storedKeys())[0] !== before) await page.waitForTimeout(50);
    await page.reload();
    await visitor.status('Charging');
    await stopsCharging();
    expect(visitor.payloadsOf('StartTransaction')).toHaveLength(1);
    expect(await visitor.button('Not saved').count()).toBe(0);
  });

  it('and does not give back: charging goes on, the page says it, and everything can be saved to a file', async () => {
    const { page, server } = visitor;
    server.workerPrelude = `let isGone = false;
      new BroadcastChannel('store').onmessage = ({ data }) => (isGone = data === 'gone');
      const open = indexedDB.open.bind(indexedDB);
      indexedDB.open = (...given) => {
        if (isGone) throw new DOMException('The store is gone.', 'UnknownError');
        return open(...given);
      };`;
    const store = (is: 'gone' | 'back') =>
      page.evaluate((state) => new BroadcastChannel('store').postMessage(state), is);
    await visitor.tryItNow();
    await store('gone');
    await takeTheStore();
    await page.getByRole('alert').filter({ hasText: 'The store is gone.' }).waitFor();
    await visitor.button('Not saved').waitFor();
    expect(await everything(page)).toMatchObject({ stations: [{ definition: { name: 'Demo station' } }] });
    await page.keyboard.press('Escape');
    await stopsCharging();
    await store('back');
    await visitor.button('Not saved').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('dialog').getByText('Nothing is lost').waitFor();
    await page.reload();
    await visitor.status('Finishing');
  });
});

/** What “Export everything” saves. */
async function everything(page: Page): Promise<unknown> {
  await page.getByRole('button', { name: 'Export and import', exact: true }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('dialog').getByRole('button', { name: 'Export everything' }).click();
  return JSON.parse(await readFile(await (await download).path(), 'utf8')) as unknown;
}

/** In the page: until not one more character fits. */
function fillLocalStorage(): void {
  let length = 4_000_000;
  for (let index = 0; length >= 1; index++) {
    try {
      localStorage.setItem(`${index}`, 'x'.repeat(length));
    } catch {
      length = Math.floor(length / 2);
    }
  }
}

/** In the page: the keys of the stations that are stored; it leaves no empty database of its own behind. */
async function readStoredKeys(): Promise<string[]> {
  const name = 'charging-station-simulator';
  const present = await indexedDB.databases();
  if (!present.some((database) => database.name === name)) return [];
  return new Promise((resolve) => {
    const opening = indexedDB.open(name);
    opening.onupgradeneeded = () => opening.transaction?.abort();
    opening.onerror = () => resolve([]);
    opening.onsuccess = () => {
      const all = opening.result.transaction('definitions').objectStore('definitions').getAllKeys();
      all.onsuccess = () => {
        opening.result.close();
        resolve(all.result as string[]);
      };
    };
  });
}
