// What keeps the stations from running or from being stored, and the ways out, in a real browser.
import { expect, it, jest } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import type { Page } from 'playwright-core';
import { newVisitors } from './visitor.js';

jest.setTimeout(180_000);

const charging = (page: Page) => page.locator('[data-testid=connector-status][data-status=Charging]').waitFor();
const elsewhere = (page: Page) => page.getByRole('heading', { name: 'The simulator runs in another tab' }).waitFor();
const takeOver = (page: Page) => page.getByRole('button', { name: 'Use it here instead' }).click();

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
    expect(server.stations.size).toBe(1);
    await takeOver(page);
    await charging(page);
    await elsewhere(second);
    await visitor.button('Stop charging').click();
    await visitor.status('Finishing');
    // One transaction, from the first tab to the last.
    expect(visitor.payloadsOf('StartTransaction')).toHaveLength(1);
    expect(visitor.payloadsOf('StopTransaction')).toMatchObject([{ transactionId: 77, reason: 'Local' }]);
    expect(server.stations.size).toBe(1);
    await page.close();
    await second.locator('[data-testid=connector-status][data-status=Finishing]').waitFor();
    expect(server.stations.size).toBe(1);
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
    expect(visitor.server.stations.size).toBe(1);
    expect(visitor.payloadsOf('StartTransaction')).toHaveLength(1);
  });
});
