// What keeps the stations from running or from being stored, and the ways out, in a real browser.
import { readFile } from 'node:fs/promises';
import { expect, it, jest } from '@jest/globals';
import { auditPage, describeWith } from '@simulator/test-services';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { newVisitors } from './visitor.js';

jest.setTimeout(180_000);

const charging = (page: Page) => page.locator('[data-testid=connector-status][data-status=Charging]').waitFor();
const elsewhere = (page: Page) => page.getByRole('heading', { name: 'The simulator runs in another tab' }).waitFor();
const takeOver = (page: Page) => page.getByRole('button', { name: 'Use it here instead' }).click();

interface StoreModule {
  UPGRADES: ((database: IDBDatabase) => void)[];
  openIndexedDbStore(
    onClosed: () => void,
    upgrades?: StoreModule['UPGRADES'],
  ): Promise<{ load(): Promise<unknown[]>; close(): Promise<void> }>;
}

/** A script that makes the Worker's store available to a page, so that a spec can be a later release. */
async function storeModule(): Promise<string> {
  const entry = new URL('../../../libs/station-runner/src/browser/indexed-db-store.ts', import.meta.url).pathname;
  const footer = { js: 'globalThis.storeModule = storeModule;' };
  const built = await build({
    ...{ entryPoints: [entry], bundle: true, write: false, footer },
    ...{ format: 'iife', globalName: 'storeModule', logLevel: 'error' },
  });
  return built.outputFiles[0]!.text;
}

describeWith('Chromium', 'two tabs on one store', () => {
  const visitor = newVisitors();

  /** Another tab of the same browser. */
  async function openTab(): Promise<Page> {
    const page = await visitor.page.context().newPage();
    page.on('pageerror', (error) => visitor.problems.push(String(error)));
    await page.goto('/');
    return page;
  }

  async function movesOverAndBack(second: Page): Promise<void> {
    const { page, server } = visitor;
    await elsewhere(second);
    await takeOver(second);
    await charging(second);
    await elsewhere(page);
    await page.getByText('Another tab or window has asked for the stations').waitFor();
    await visitor.arrived(() => server.stations.size === 1);
    await takeOver(page);
    await charging(page);
    await elsewhere(second);
    await visitor.button('Stop charging').click();
    await visitor.status('Finishing');
    // One transaction, from the first tab to the last.
    expect(visitor.payloadsOf('StartTransaction')).toHaveLength(1);
    expect(await visitor.sent('StopTransaction')).toMatchObject([{ transactionId: 77, reason: 'Local' }]);
    await visitor.arrived(() => server.stations.size === 1);
    await page.close();
    await second.locator('[data-testid=connector-status][data-status=Finishing]').waitFor();
    await visitor.arrived(() => server.stations.size === 1);
  }

  it('the running transaction moves to the tab that asks for it, and back', async () => {
    await visitor.tryItNow();
    await movesOverAndBack(await openTab());
  });

  it('so it does on an insecure origin, where the browser has no Web Locks', async () => {
    visitor.server.workerPrelude = 'delete WorkerNavigator.prototype.locks;';
    await visitor.tryItNow();
    await movesOverAndBack(await openTab());
  });

  it('a tab that does not answer loses the stations and stops', async () => {
    visitor.server.workerPrelude = `BroadcastChannel = class extends BroadcastChannel {
      set onmessage(_) {}
      get onmessage() { return null; }
    };`;
    await visitor.tryItNow();
    visitor.server.workerPrelude = '';
    const second = await openTab();
    await elsewhere(second);
    await takeOver(second);
    await charging(second);
    await elsewhere(visitor.page);
    await visitor.page.getByText('this one did not answer in time').waitFor();
    await visitor.arrived(() => visitor.server.stations.size === 1);
    expect(visitor.payloadsOf('StartTransaction')).toHaveLength(1);
  });
});

describeWith('Chromium', 'a store that cannot be used', () => {
  const visitor = newVisitors();
  const heading = (name: string) => visitor.page.getByRole('heading', { name });
  const mark = () => visitor.button('Not saved');
  const dialog = () => visitor.page.getByRole('dialog');

  it.each([
    [
      'is forbidden',
      `indexedDB.open = () => { throw new DOMException('The user denied permission', 'SecurityError'); };`,
    ],
    ['fails to open', `const open = indexedDB.open.bind(indexedDB); indexedDB.open = (name) => open(name, 0.5);`],
    ['does not exist', `delete WorkerGlobalScope.prototype.indexedDB; delete globalThis.indexedDB;`],
    ['never answers', `indexedDB.open = () => new EventTarget(); IDBRequest = EventTarget;`],
  ])('that %s is a screen; stations run unsaved only when a person wants that, and are marked', async (_, prelude) => {
    visitor.server.workerPrelude = prelude;
    await visitor.page.goto('/');
    await heading('The stations cannot be read or stored').waitFor();
    await visitor.button('Try again').click();
    await visitor.page.getByText('It has not worked this time either.').waitFor();
    await visitor.button('Go on without storing').click();
    await visitor.button('Try it now').click();
    await visitor.status('Charging');
    await mark().click();
    await dialog().getByText('The stations are stored nowhere.').waitFor();
    const download = visitor.page.waitForEvent('download');
    await dialog().getByRole('button', { name: 'Save everything to a file' }).click();
    const file = JSON.parse(await readFile(await (await download).path(), 'utf8')) as { stations: unknown[] };
    expect(file.stations).toHaveLength(1);
    visitor.server.workerPrelude = '';
    await visitor.page.reload();
    await visitor.button('Try it now').waitFor();
    expect(await mark().count()).toBe(0);
  });

  it('that is full: charging goes on, what is stored stays, removing makes room, and then all is stored', async () => {
    const { page, server } = visitor;
    // What a full disk does to writes; a quota set through the debugger does not reach a context like this one.
    server.workerPrelude = `let isFull = false;
      new BroadcastChannel('room').onmessage = ({ data }) => (isFull = data === 'full');
      IDBObjectStore.prototype.put = new Proxy(IDBObjectStore.prototype.put, {
        apply: (put, store, given) => {
          if (isFull) throw new DOMException('Encountered full disk.', 'QuotaExceededError');
          return Reflect.apply(put, store, given);
        },
      });`;
    const room = (is: 'full' | 'free') => page.evaluate((state) => new BroadcastChannel('room').postMessage(state), is);
    await visitor.tryItNow();
    await addOwn('CP-2');
    await page.getByTestId('station-item').filter({ hasText: 'Demo station' }).click();
    await page.evaluate(() => {
      navigator.storage.estimate = async () => ({ quota: 5_000_000, usage: 4_990_000 });
    });
    await room('full');
    await visitor.button('Stop charging').click();
    await visitor.status('Finishing');
    await visitor.button('What can be done…').click();
    await heading('There is no room to store the stations').waitFor();
    await dialog().getByText('The browser gives this page 5.0 MB, and 5.0 MB are taken.').waitFor();
    await dialog().getByRole('button', { name: 'Try again' }).click();
    await dialog().getByRole('status').filter({ hasText: 'The stations cannot be stored' }).waitFor();
    await dialog().getByRole('button', { name: 'Remove CP-2' }).click();
    await dialog().getByRole('button', { name: 'Remove', exact: true }).last().click();
    await dialog().getByRole('button', { name: 'Remove CP-2' }).waitFor({ state: 'detached' });
    await room('free');
    await dialog().getByRole('button', { name: 'Try again' }).click();
    await heading('The stations are stored again').waitFor();
    await dialog().getByText('Nothing is lost').waitFor();
    await dialog().locator('.dialog-actions').getByRole('button', { name: 'Close' }).click();
    await mark().waitFor({ state: 'detached' });
    await page.reload();
    await visitor.status('Finishing');
    expect(await page.getByTestId('station-item').count()).toBe(1);
  });

  it('that a newer release has written is left alone, with that release offered', async () => {
    await visitor.tryItNow();
    const { page, server } = visitor;
    await page.goto(`${server.origin}/none`).catch(() => undefined);
    await page.evaluate(await storeModule());
    const kept = await page.evaluate(async () => {
      const { openIndexedDbStore, UPGRADES } = (globalThis as unknown as { storeModule: StoreModule }).storeModule;
      const before = await openIndexedDbStore(() => undefined);
      const stored = await before.load();
      await before.close();
      const newer = await openIndexedDbStore(
        () => undefined,
        [...UPGRADES, (database) => void database.createObjectStore('sessions')],
      );
      const migrated = await newer.load();
      await newer.close();
      return { stored, migrated };
    });
    expect(kept.stored).toHaveLength(1);
    expect(kept.migrated).toEqual(kept.stored);
    visitor.problems = [];
    await page.goto('/');
    await heading('A newer release has stored the stations here').waitFor();
    const loads = page.waitForRequest((request) => request.isNavigationRequest());
    await visitor.button('Load the newer release').click();
    await loads;
    await heading('A newer release has stored the stations here').waitFor();
    await visitor.button('Go on without storing').click();
    await visitor.button('Try it now').waitFor();
    await mark().waitFor();
  });

  it('one station that cannot be read: the others run, its data can be saved, exported and removed', async () => {
    await visitor.tryItNow();
    await addOwn('CP-2');
    const { page } = visitor;
    await damage('CP-2');
    await page.reload();
    await page.getByText('The stored station “CP-2” cannot be read').waitFor();
    await visitor.status('Charging');
    const alone = page.waitForEvent('download');
    await visitor.button('Save its data to a file').click();
    expect(await readFile(await (await alone).path(), 'utf8')).toContain('damaged');
    await visitor.button('Export and import').click();
    const all = page.waitForEvent('download');
    await dialog().getByRole('button', { name: 'Export everything' }).click();
    await dialog().getByText('1 station and 0 scenarios exported. 1 more cannot be read').waitFor();
    const file = JSON.parse(await readFile(await (await all).path(), 'utf8')) as Record<string, unknown[]>;
    expect(file['unreadableStations']).toMatchObject([{ definition: { name: 'CP-2' }, parts: { station: 'damaged' } }]);
    await page.keyboard.press('Escape');
    await visitor.button('Remove it…').click();
    await visitor.button('Remove it for good').click();
    await page.getByText('cannot be read').waitFor({ state: 'detached' });
    await page.reload();
    await visitor.status('Charging');
    expect(await page.getByText('cannot be read').count()).toBe(0);
  });

  async function addOwn(stationId: string): Promise<void> {
    await visitor.button('Add').click();
    await dialog()
      .getByLabel('WebSocket address of your CSMS')
      .fill(`${visitor.server.origin.replace('http', 'ws')}/csms/${stationId}`);
    await dialog().getByRole('button', { name: 'Connect to my CSMS' }).click();
    await visitor.page.getByTestId('station-item').nth(1).waitFor();
    await visitor.page.getByTestId('connection-pill').filter({ hasText: 'Connected' }).waitFor();
  }

  /** Writes what no release understands in the place of its state. */
  async function damage(name: string): Promise<void> {
    await visitor.page.evaluate(
      (wanted) =>
        new Promise<void>((resolve, reject) => {
          const opening = indexedDB.open('charging-station-simulator');
          opening.onsuccess = () => {
            const transaction = opening.result.transaction(['definitions', 'parts'], 'readwrite');
            const found = transaction.objectStore('definitions').getAll();
            found.onsuccess = () => {
              const { key } = (found.result as { key: string; name: string }[]).find((one) => one.name === wanted)!;
              transaction.objectStore('parts').put('damaged', [key, 'station']);
            };
            transaction.oncomplete = () => {
              opening.result.close();
              resolve();
            };
            transaction.onerror = () => reject(new Error('not damaged'));
          };
        }),
      name,
    );
  }
});

describeWith('Chromium', 'a Worker', () => {
  const visitor = newVisitors();
  const dialog = () => visitor.page.getByRole('dialog');

  async function savedFile(press: () => Promise<void>): Promise<{ stations: unknown[] }> {
    const download = visitor.page.waitForEvent('download');
    await press();
    return JSON.parse(await readFile(await (await download).path(), 'utf8')) as { stations: unknown[] };
  }

  it.each([
    ['whose script cannot be fetched', 'missing'],
    ['that fails as it starts', 'failing'],
  ])('%s is a screen; everything can be saved, and it is started again without loading the page', async (_, how) => {
    const { page, server } = visitor;
    await visitor.tryItNow();
    if (how === 'failing') server.workerPrelude = 'throw new Error("broken on purpose");';
    else await page.route('**/station-worker*', (route) => route.fulfill({ status: 404, body: '' }));
    await page.reload();
    await page.getByRole('heading', { name: 'The simulator has stopped' }).waitFor();
    const file = await savedFile(() => visitor.button('Save everything to a file').click());
    expect(file.stations).toHaveLength(1);
    await visitor.button('Start it again').click();
    await page.getByRole('heading', { name: 'The simulator has stopped' }).waitFor();
    server.workerPrelude = '';
    await page.unroute('**/station-worker*');
    await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }));
    await visitor.button('Start it again').click();
    await visitor.status('Charging');
    expect(await page.evaluate(() => 'isSamePage' in globalThis)).toBe(true);
    expect(visitor.payloadsOf('StartTransaction')).toHaveLength(1);
    // The browser's own words about what was broken on purpose.
    visitor.problems = [];
  });

  it('that hangs is waited for or started again, and its transaction goes on', async () => {
    const { page, server } = visitor;
    server.workerPrelude = `new BroadcastChannel('hang').onmessage = () => { for (;;); };`;
    await page.clock.install();
    await visitor.tryItNow();
    server.workerPrelude = '';
    await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }));
    await page.evaluate(() => new BroadcastChannel('hang').postMessage('now'));
    await page.clock.runFor(40_000);
    await dialog().getByRole('heading', { name: 'The simulator does not answer' }).waitFor();
    const file = await savedFile(() => dialog().getByRole('button', { name: 'Save everything to a file' }).click());
    expect(file.stations).toHaveLength(1);
    await dialog().getByRole('button', { name: 'Wait', exact: true }).click();
    await dialog().waitFor({ state: 'detached' });
    await page.clock.runFor(40_000);
    await dialog().getByRole('button', { name: 'Start it again' }).click();
    await visitor.status('Charging');
    await visitor.button('Stop charging').click();
    await visitor.status('Finishing');
    expect(await page.evaluate(() => 'isSamePage' in globalThis)).toBe(true);
    expect(await visitor.sent('StopTransaction')).toMatchObject([{ transactionId: 77 }]);
  });
});

describeWith('Chromium', 'accessibility where the stations cannot run, or cannot be stored', () => {
  const visitor = newVisitors();

  async function audit(screen: string): Promise<void> {
    expect(await auditPage(visitor.page, screen)).toEqual([]);
  }

  it('finds nothing serious on the screens, the mark and the dialogs', async () => {
    const { page, server } = visitor;
    server.workerPrelude = `indexedDB.open = () => { throw new DOMException('Denied', 'SecurityError'); };`;
    await page.goto('/');
    await visitor.button('Go on without storing').waitFor();
    await audit('no store');
    await visitor.button('Go on without storing').click();
    await visitor.button('Not saved').click();
    await page.getByRole('dialog').waitFor();
    await audit('not saved');
    server.workerPrelude = `IDBObjectStore.prototype.put = () => { throw new DOMException('Full', 'QuotaExceededError'); };`;
    await visitor.tryItNow();
    await visitor.button('What can be done…').waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    await audit('notice of a full store');
    expect(await visitor.overflow()).toBeLessThanOrEqual(0);
    await visitor.button('What can be done…').click();
    await page.getByRole('dialog').getByText('The browser gives this page').waitFor();
    await audit('full store');
    const second = await page.context().newPage();
    await second.goto('/');
    await takeOver(second);
    await elsewhere(page);
    await audit('other tab');
    await second.close();
    server.workerPrelude = 'throw new Error("broken on purpose");';
    await page.reload();
    await visitor.button('Start it again').waitFor();
    await audit('stopped');
    visitor.problems = [];
  });
});
