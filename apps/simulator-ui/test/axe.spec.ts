// axe-core on every screen, in both themes: nothing serious.
import { expect, it, jest } from '@jest/globals';
import { auditPage, describeWith } from '@simulator/test-services';
import { newVisitors } from './visitor.js';

jest.setTimeout(180_000);

describeWith('Chromium', 'accessibility', () => {
  const visitor = newVisitors();

  async function audit(screen: string): Promise<void> {
    expect(await auditPage(visitor.page, screen)).toEqual([]);
  }

  it('finds nothing serious before and while a car charges, in every tab', async () => {
    const { page } = visitor;
    // The lists of our CSMS, which the page's own server has not.
    await page.route(/\/api\/v1\/(stations|transactions|id-tokens|stations\/[^/]+\/\w+)(\?|$)/, (route) =>
      route.fulfill({ json: { items: [], nextCursor: null } }),
    );
    await page.route('**/api/v1/events*', (route) =>
      route.fulfill({ contentType: 'text/event-stream', body: ':\n\n' }),
    );
    await page.goto('/');
    await visitor.button('Try it now').waitFor();
    await audit('welcome');
    await visitor.button('Try it now').click();
    await visitor.status('Charging');
    await page.locator('.chart-canvas').waitFor();
    await audit('session');
    const tabs = await page.getByRole('tablist', { name: 'About the station' }).getByRole('tab').allInnerTexts();
    expect(tabs.length).toBeGreaterThan(4);
    for (const tab of tabs.slice(1)) {
      await visitor.openTab(tab);
      await page.locator('#station-panel .panel-card:visible, #station-panel h2:visible').first().waitFor();
      await audit(`tab ${tab}`);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    for (const view of ['Stations', 'Timeline']) {
      await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view }).click();
      await audit(`telephone, ${view}`);
    }
  });

  it('finds nothing serious in the dialogs and menus', async () => {
    const { page } = visitor;
    const menu = async (name: string) => {
      await visitor.button('More about the timeline').click();
      await visitor.button(name).click();
      await page.getByRole('dialog').waitFor();
    };
    const close = async () => {
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    };
    await visitor.tryItNow();
    for (const [name, open] of [
      ['palette', () => page.keyboard.press('Control+k')],
      ['help', () => page.keyboard.press('?')],
      ['frame by hand', () => menu('Send a frame by hand…')],
      ['import', () => menu('Import and replay…')],
      ['always answer', () => menu('Always answer with…')],
      ['add a station', () => visitor.button('Add').click()],
    ] as const) {
      await open();
      await page.getByRole('dialog').waitFor();
      await audit(name);
      await close();
    }
    await visitor.button('More actions').click();
    await visitor.button('Make unavailable').waitFor();
    await audit('menu of a connector');
    await visitor.button('Fault…').click();
    await page.getByRole('dialog').waitFor();
    await audit('fault');
    await visitor.button('Inject the fault').click();
    await visitor.status('Faulted');
    await visitor.button('Appearance').click();
    await page.locator('[data-testid=timeline-row][data-action=Authorize]').getByRole('button').first().click();
    await page.getByText('Why it was sent').waitFor();
    await menu('Intercept messages…');
    await audit('intercept');
    await page.getByRole('dialog').getByRole('button', { name: 'Intercept', exact: true }).click();
    await page.keyboard.press('f');
    await page.getByTestId('held-frame').waitFor();
    await audit('fault, intercepted, with an open row');
    await visitor.button('Stop intercepting').click();
    await page.keyboard.press('o');
    await page.getByTestId('connection-problem').waitFor();
    await audit('offline');
  });

  it('finds nothing serious in a replay of a CSMS, while it runs and when the station deviates', async () => {
    const { page } = visitor;
    const at = '2026-01-05T08:00:00.000Z';
    const answer = { at, frame: JSON.stringify([3, '1', { status: 'Accepted', currentTime: at, interval: 300 }]) };
    const frame = JSON.stringify([2, '1', 'BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' }]);
    const file = JSON.stringify({ at, kind: 'exchange', from: 'station', frame, answer });
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await visitor.tryItNow();
    await visitor.button('Stop charging').click();
    await visitor.status('Finishing');
    await visitor.button('More about the timeline').click();
    await visitor.button('Import and replay…').click();
    const buffer = Buffer.from(file);
    await page.getByRole('dialog').locator('input').setInputFiles({ name: 'a.jsonl', mimeType: 'text/plain', buffer });
    await page.getByRole('radio', { name: 'Play the CSMS’s side to the station' }).check();
    await visitor.button('Play 1 exchange').click();
    await page.getByTestId('disturbance-banner').waitFor();
    await audit('replay');
    await page.getByText(/^\d deviations in 1 exchange:/).waitFor();
    await page.getByTestId('row-verdict').getByText('differs').waitFor();
    await page.locator('[data-testid=timeline-row][data-action=BootNotification] button').first().click();
    await visitor.button('Compare with the replay').waitFor();
    await page.getByText('What counts as a deviation').click();
    await page.getByText(/calls that the capture does not have/).click();
    await audit('replay that deviates');
  });
});
