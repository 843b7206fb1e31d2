// Scenarios in a real browser: the library, a run against the station's CSMS, record, edit and play again.
import { expect, it, jest } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import { acceptAll } from './page-server.js';
import { newVisitors } from './visitor.js';

jest.setTimeout(90_000);

describeWith('Chromium', 'scenarios', () => {
  const visitor = newVisitors();
  const run = () => visitor.page.getByTestId('scenario-run');
  const library = () => visitor.region('Scenario library');

  /** A station of the visitor's own, connected and idle. */
  async function connect(): Promise<void> {
    await visitor.page.goto('/');
    const address = `${visitor.server.origin.replace('http', 'ws')}/csms/CP-1`;
    await visitor.page.getByLabel('WebSocket address of your CSMS').fill(address);
    await visitor.button('Connect to my CSMS').click();
    await visitor.page.getByTestId('connection-pill').filter({ hasText: 'Connected' }).waitFor();
    await visitor.openTab('Scenarios');
  }

  it('tries all 80 shipped ones in virtual time, and every one passes', async () => {
    await connect();
    await library().getByText('80 scenarios').waitFor();
    await visitor.button('Try all shown').click();
    await library().getByText('80 scenarios: 80 passed, 0 failed').waitFor({ timeout: 80_000 });
  });

  it('plays one against the CSMS, shows the running step on every tab, and can be stopped', async () => {
    await connect();
    // The run waits for this answer: there is time to look.
    visitor.server.answers = (action) => (action === 'Authorize' ? undefined : acceptAll(action));
    await library().getByLabel('Search scenarios').fill('Regular session, plug first');
    await library().getByRole('button', { name: /^Play/ }).first().click();
    await visitor.openTab('Session');
    await run()
      .getByTestId('running-step')
      .getByText(/Authorize/)
      .first()
      .waitFor();
    await visitor.button('Stop the scenario').click();
    await run().waitFor({ state: 'detached' });
  });

  it('says which assertion failed and why, in red and in words', async () => {
    await connect();
    await library().getByRole('button', { name: /^Edit/ }).first().click();
    const steps = [{ do: 'powerOn' }, { wait: 'registration', is: 'accepted' }, { expect: 'sent', action: 'Reset' }];
    const scenario = { name: 'Mine', description: 'fails', steps };
    const text = visitor.page.getByLabel('JSON; docs/scenarios.md describes it');
    await text.fill(JSON.stringify({ ...scenario, steps: [{ do: 'nothing' }] }));
    await visitor.page.getByText(/^Line 1, column \d+ \(\/steps\/0/).waitFor();
    await text.fill(JSON.stringify(scenario));
    await visitor.button('Keep').click();
    await visitor.button('Play it here').click();
    await run().getByText('failed, 1 of 3 steps').waitFor();
    await run()
      .getByText(/no Reset sent/)
      .waitFor();
    await visitor.button('Put the station back').click();
    await run().waitFor({ state: 'detached' });
    await visitor.page.reload();
    await visitor.openTab('Scenarios');
    await visitor.button('Play Mine').waitFor();
  });

  it('puts the station back with its meter, also after a reload in the middle', async () => {
    const { page } = visitor;
    await connect();
    await visitor.openTab('Session');
    for (const name of ['Plug in', 'Present card']) await visitor.button(name).click();
    await visitor.status('Charging');
    await page.waitForTimeout(1_500);
    for (const name of ['Stop charging', 'Unplug']) await visitor.button(name).click();
    await visitor.button('Plug in').waitFor();
    await visitor.openTab('Scenarios');
    await library().getByLabel('Search scenarios').fill('Regular session, plug first');
    // The scenario's station never gets to charge: a transaction would have to end first.
    visitor.server.answers = (action) => (action === 'Authorize' ? undefined : acceptAll(action));
    await library().getByRole('button', { name: /^Play/ }).first().click();
    await run().waitFor();
    await page.reload();
    await page.getByTestId('station-kept').waitFor();
    await visitor.button('Put the station back').click();
    await page.getByTestId('station-kept').waitFor({ state: 'detached' });
    visitor.server.answers = acceptAll;
    await page.getByTestId('connection-pill').filter({ hasText: 'Connected' }).waitFor();
    await visitor.openTab('Session');
    const starts = visitor.payloadsOf('StartTransaction').length;
    for (const name of ['Plug in', 'Present card']) await visitor.button(name).click();
    await visitor.status('Charging');
    const meterStop = (await visitor.sent('StopTransaction'))[0]?.['meterStop'];
    expect(meterStop).toBeGreaterThan(0);
    expect((await visitor.sent('StartTransaction', starts + 1)).slice(starts)).toMatchObject([
      { meterStart: meterStop },
    ]);
  });

  it('finds what an older release kept of the station from before: it is put back, and the entry is gone', async () => {
    const { page } = visitor;
    await connect();
    const leave = (name: string) =>
      page.evaluate(async (vendor) => {
        const database = await new Promise<IDBDatabase>((resolve) => {
          const opening = indexedDB.open('charging-station-simulator');
          opening.onsuccess = () => resolve(opening.result);
        });
        const found = database.transaction('definitions').objectStore('definitions').getAll();
        await new Promise((resolve) => (found.onsuccess = resolve));
        database.close();
        const [{ key, config }] = found.result as [{ key: string; config: object }];
        const before = { ...config, vendor };
        localStorage.setItem(`before-scenario-${key}`, JSON.stringify(before));
        localStorage.setItem('before-scenario-of-a-station-that-is-gone', JSON.stringify(before));
      }, name);
    const noEntry = () =>
      page.waitForFunction(() => !Object.keys(localStorage).some((name) => name.startsWith('before-scenario-')));
    await leave('From before');
    await page.reload();
    await page.getByTestId('station-kept').waitFor();
    await visitor.button('Put the station back').click();
    await page.getByTestId('station-kept').waitFor({ state: 'detached' });
    await page.getByTestId('connection-pill').filter({ hasText: 'Connected' }).waitFor();
    const booted = () => visitor.payloadsOf('BootNotification').at(-1)?.['chargePointVendor'] === 'From before';
    while (!booted()) await page.waitForTimeout(50);
    await noEntry();
    // The station that stands here already: there is nothing to put back.
    await leave('From before');
    await page.reload();
    await page.getByTestId('connection-pill').filter({ hasText: 'Connected' }).waitFor();
    await noEntry();
    expect(await page.getByTestId('station-kept').count()).toBe(0);
  });

  it('puts the answers that a scenario wants in place of the CSMS’s, and says so', async () => {
    const { page } = visitor;
    await connect();
    await library().getByRole('button', { name: /^Edit/ }).first().click();
    const steps = [
      { do: 'powerOn' },
      { wait: 'registration', is: 'accepted' },
      { answer: 'Authorize', with: { idTagInfo: { status: 'Blocked' } } },
      { do: 'plug', connectorId: 1 },
      { do: 'tag', idTag: 'TAG', connectorId: 1 },
      { wait: 'answered', action: 'Authorize', payload: { idTagInfo: { status: 'Blocked' } } },
      { expect: 'never', action: 'StartTransaction', forS: 3 },
    ];
    const scenario = { name: 'Blocked card', description: 'at a CSMS that accepts it', steps };
    await page.getByLabel('JSON; docs/scenarios.md describes it').fill(JSON.stringify(scenario));
    await visitor.button('Play it here').click();
    const banner = page.getByTestId('disturbance-banner');
    await banner.getByText('The scenario answers Authorize in place of the CSMS').waitFor();
    await run()
      .getByText(/^passed, 7 steps$/)
      .waitFor();
    await banner.waitFor({ state: 'detached' });
    expect(visitor.payloadsOf('Authorize')).toEqual([{ idTag: 'TAG' }]);
    expect(visitor.payloadsOf('StartTransaction')).toEqual([]);
    const authorize = page.locator('[data-testid=timeline-row][data-action=Authorize]');
    await authorize.getByTestId('row-instead').getByText('answered in place of the CSMS by the scenario').waitFor();
    await page.getByText(/^The CSMS answered Authorize with .*Accepted/).waitFor();
  });

  it('records what is done at the station, and plays it again', async () => {
    await connect();
    await visitor.button('Start recording').click();
    await visitor.page.getByText('Recording', { exact: true }).waitFor();
    await visitor.openTab('Session');
    for (const name of ['Plug in', 'Present card', 'Stop charging', 'Unplug']) await visitor.button(name).click();
    await visitor.button('Plug in').waitFor();
    await visitor.openTab('Scenarios');
    await visitor.button('Stop and edit').click();
    const starts = visitor.payloadsOf('StartTransaction').length;
    await visitor.button('Play it here').click();
    await run()
      .getByText(/^passed, \d+ steps$/)
      .waitFor({ timeout: 60_000 });
    expect(visitor.payloadsOf('StartTransaction')).toHaveLength(starts + 1);
  });
});
