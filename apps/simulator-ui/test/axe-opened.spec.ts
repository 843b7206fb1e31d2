// axe-core on what is not there until somebody opens it: editors, rows, a fleet, a scenario on its way. Both themes, nothing serious.
import { expect, it, jest } from '@jest/globals';
import { auditPage, describeWith } from '@simulator/test-services';
import { acceptAll } from './page-server.js';
import { newVisitors } from './visitor.js';

jest.setTimeout(180_000);

describeWith('Chromium', 'accessibility of what is opened', () => {
  const visitor = newVisitors();
  const dialog = () => visitor.page.getByRole('dialog');
  const row = (action: string) => visitor.page.locator(`[data-testid=timeline-row][data-action=${action}]`).first();

  async function audit(screen: string): Promise<void> {
    expect(await auditPage(visitor.page, screen)).toEqual([]);
  }

  async function auditDialog(screen: string): Promise<void> {
    await dialog().waitFor();
    await audit(screen);
    await visitor.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  }

  it('editors: curve, car, list entry, configuration key, a fault that is refused', async () => {
    await visitor.tryItNow();
    await visitor.openTab('Car');
    await visitor.button('Change the charging curve').click();
    await visitor.page.getByTestId('curve-plot').waitFor();
    await audit('curve of the plugged car');
    await visitor.page
      .getByLabel('A file of Open EV Data (JSON)')
      .setInputFiles({ name: 'cars.json', mimeType: 'application/json', buffer: Buffer.from('{"data": 1}') });
    await visitor.page.getByText(/Nothing was imported/).waitFor();
    await audit('file of cars with a mistake');
    await visitor.openTab('Local list & cache');
    await visitor.button('Add a card').click();
    await visitor.page.getByLabel('Parent id').fill('X'.repeat(21));
    await audit('list entry with a mistake');
    await visitor.page.getByLabel('Parent id').fill('OFFICE');
    await visitor.button('Put it on the list').click();
    await visitor.region('Local list').getByRole('table').waitFor();
    await audit('local list with a card');
    await visitor.openTab('Configuration');
    await visitor.button('Change HeartbeatInterval').click();
    await visitor.page.getByRole('textbox', { name: 'HeartbeatInterval' }).fill('soon');
    await audit('configuration key with a mistake');
    await visitor.page.keyboard.press('Escape');
    await visitor.openTab('Faults');
    const wire = visitor.page.getByRole('form', { name: 'Wire' });
    await wire.getByLabel('Malformed JSON (%)').fill('1000');
    await audit('wire faults with a mistake');
    await wire.getByLabel('Malformed JSON (%)').fill('20');
    await visitor.page.keyboard.press('Enter');
    await visitor.page.getByTestId('disturbance-banner').waitFor();
    await audit('fault simulation on');
  });

  it('charging profiles, reservations and certificates that are there', async () => {
    await visitor.tryItNow();
    const schedule = {
      chargingRateUnit: 'A',
      chargingSchedulePeriod: [
        { startPeriod: 0, limit: 16 },
        { startPeriod: 3600, limit: 8 },
      ],
    };
    visitor.csmsCalls('SetChargingProfile', {
      connectorId: 0,
      csChargingProfiles: {
        chargingProfileId: 7,
        stackLevel: 1,
        chargingProfilePurpose: 'ChargePointMaxProfile',
        chargingProfileKind: 'Relative',
        chargingSchedule: schedule,
      },
    });
    visitor.csmsCalls('ReserveNow', {
      connectorId: 1,
      expiryDate: new Date(Date.now() + 600_000).toISOString(),
      idTag: 'STAFF',
      reservationId: 31,
    });
    await row('ReserveNow').waitFor();
    await visitor.openTab('Charging profiles');
    await visitor.region('Installed profiles').getByText(/7/).first().waitFor();
    await audit('charging profiles that are installed');
    await visitor.openTab('Local list & cache');
    await visitor
      .region('Reservations')
      .getByText(/Reservation 31/)
      .waitFor();
    await audit('a reservation');
  });

  it('the timeline: an open row, its editor, a comparison, a held frame, a filter, a search', async () => {
    const { page } = visitor;
    await visitor.tryItNow();
    const statuses = page.locator('[data-testid=timeline-row][data-action=StatusNotification]');
    for (const index of [0, 1]) await statuses.nth(index).getByRole('button').first().click();
    await statuses.nth(0).getByRole('button', { name: 'Edit and send' }).click();
    const editor = statuses.nth(0).getByRole('textbox');
    await editor.fill((await editor.inputValue()).replace('"connectorId":', '"connector":'));
    await audit('two open rows, one in the editor, against the schema');
    await page.keyboard.press('Escape');
    await statuses.nth(0).getByRole('button', { name: 'Compare with…' }).click();
    await statuses.nth(1).getByRole('button', { name: 'Compare with StatusNotification' }).click();
    await auditDialog('comparison');
    await visitor.button('More about the timeline').click();
    await audit('menu of the timeline');
    await visitor.button('Intercept messages…').click();
    await page.getByLabel('Action, with its answers').selectOption('StopTransaction');
    await dialog().getByRole('button', { name: 'Intercept', exact: true }).click();
    await visitor.button('Stop charging').click();
    await page.getByTestId('held-frame').getByRole('button', { name: 'Edit' }).click();
    await audit('held frame in the editor');
    await visitor.button('Stop intercepting').click();
    await page.getByLabel('Search messages').fill('no such thing');
    await audit('a search that finds nothing');
  });

  it('scenarios: on its way, failed, in the editor; a recording', async () => {
    const { page, server } = visitor;
    await page.goto('/');
    await page.getByLabel('WebSocket address of your CSMS').fill(`${server.origin.replace('http', 'ws')}/csms/CP-1`);
    await visitor.button('Connect to my CSMS').click();
    await page.getByTestId('connection-pill').filter({ hasText: 'Connected' }).waitFor();
    await visitor.openTab('Scenarios');
    const library = visitor.region('Scenario library');
    server.answers = (action) => (action === 'Authorize' ? undefined : acceptAll(action));
    await library.getByLabel('Search scenarios').fill('Regular session, plug first');
    await library.getByRole('button', { name: /^Play/ }).first().click();
    await page
      .getByTestId('running-step')
      .getByText(/Authorize/)
      .first()
      .waitFor();
    await audit('a scenario on its way');
    await visitor.openTab('Session');
    await audit('a scenario on its way, session');
    await visitor.button('Stop the scenario').click();
    await visitor.openTab('Scenarios');
    server.answers = acceptAll;
    await library.getByRole('button', { name: /^Edit/ }).first().click();
    const text = page.getByLabel('JSON; docs/scenarios.md describes it');
    const steps = [{ do: 'powerOn' }, { wait: 'registration', is: 'accepted' }, { expect: 'sent', action: 'Reset' }];
    await text.fill(JSON.stringify({ name: 'Mine', description: 'fails', steps: [{ do: 'nothing' }] }));
    await page.getByText(/^Line 1, column \d+ \(\/steps\/0/).waitFor();
    await audit('scenario editor with a mistake');
    await text.fill(JSON.stringify({ name: 'Mine', description: 'fails', steps }));
    await visitor.button('Keep').click();
    await visitor.button('Play it here').click();
    await page.getByTestId('scenario-run').getByText('failed, 1 of 3 steps').waitFor();
    await audit('a scenario that failed');
    await visitor.button('Put the station back').click();
    await visitor.button('Start recording').click();
    await page.getByText('Recording', { exact: true }).waitFor();
    await audit('a recording');
  });

  it('many stations: list, strip, what is done to them; sharing', async () => {
    const { page, server } = visitor;
    await visitor.tryItNow();
    await visitor.button('Add many from a template').click();
    await dialog().getByLabel('How many (stations)').fill('0');
    await audit('fleet with a mistake');
    await dialog().getByLabel('How many (stations)').fill('12');
    await dialog()
      .getByLabel('WebSocket address of the CSMS')
      .fill(`${server.origin.replace('http', 'ws')}/csms`);
    await dialog().getByRole('button', { name: 'Add them' }).click();
    await page.getByText('12 Available, 1 Charging').waitFor();
    await audit('a fleet');
    for (const item of ['Start charging…', 'Automatic drivers…', 'Tags…', 'Remove…']) {
      await visitor.button('Actions for the 13 shown').click();
      if (item === 'Tags…') await audit('menu for many');
      await visitor.button(item).click();
      await auditDialog(`many: ${item}`);
    }
    await visitor.button('Export and import').click();
    await auditDialog('export and import');
    await visitor.button('Share Demo station').click();
    await auditDialog('share link');
    await visitor.button('Rename Demo station').click();
    await auditDialog('rename');
    await visitor.button('Remove Demo station').click();
    await auditDialog('remove');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Stations' }).click();
    await audit('a fleet on a telephone');
    await expect(visitor.overflow()).resolves.toBeLessThanOrEqual(0);
  });
});
