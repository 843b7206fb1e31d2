// A charge by single keys and by gestures in the drawing.
import { expect, it, jest } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import type { Locator } from 'playwright-core';
import { newVisitors } from './visitor.js';

jest.setTimeout(180_000);

describeWith('Chromium', 'the keyboard', () => {
  const visitor = newVisitors();

  async function connected(): Promise<void> {
    await visitor.page.goto('/');
    const address = `${visitor.server.origin.replace('http', 'ws')}/csms/CP-1`;
    await visitor.page.getByLabel('WebSocket address of your CSMS').fill(address);
    await visitor.page.keyboard.press('Enter');
    await visitor.page.getByTestId('connection-pill').filter({ hasText: /ms$/ }).waitFor();
  }

  const press = (key: string) => visitor.page.keyboard.press(key);

  it('P, T, S, P are a whole charge; 2 is the other connector; F and O break and mend', async () => {
    await connected();
    for (const [key, next] of [
      ['2', 'Available'],
      ['p', 'Preparing'],
      ['t', 'Charging'],
      ['f', 'Faulted'],
      ['f', 'Charging'],
      ['s', 'Finishing'],
      ['p', 'Available'],
    ] as const) {
      await press(key);
      await visitor.status(next);
    }
    expect(await visitor.sent('StartTransaction')).toMatchObject([{ connectorId: 2 }]);
    expect(await visitor.sent('StopTransaction')).toMatchObject([{ reason: 'Local' }]);
    await press('o');
    await visitor.page.getByTestId('connection-pill').filter({ hasText: 'switched off' }).waitFor();
    await press('o');
    await visitor.page.getByTestId('connection-pill').filter({ hasText: 'Connected' }).waitFor();
  });

  it('single keys do nothing in a field, on a button that has the focus, or when they are switched off', async () => {
    const { page } = visitor;
    await connected();
    await visitor.status('Available');
    await press('/');
    await page.keyboard.type('ptf');
    await expect(page.getByLabel('Search messages').inputValue()).resolves.toBe('ptf');
    await page.getByLabel('Search messages').fill('');
    await visitor.button('Plug in').focus();
    await press('f');
    await press('Escape');
    await press('?');
    await page.getByRole('checkbox', { name: 'Single-key shortcuts' }).uncheck();
    await press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await press('Escape');
    await press('f');
    // Nothing of that reached the station; what follows does, and comes after it.
    await page.getByTestId('primary-action').click();
    await visitor.status('Preparing');
    expect(visitor.payloadsOf('StatusNotification').filter(({ status }) => status === 'Faulted')).toEqual([]);
  });

  it('Ctrl K lists every command, and says why one cannot be done', async () => {
    const { page } = visitor;
    await connected();
    await press('Control+k');
    await page.keyboard.type('stop charging');
    await page.getByRole('option', { name: /Stop charging/ }).waitFor({ state: 'detached' });
    await page.getByLabel('Search commands').fill('unavail');
    await page.getByText('No command matches').waitFor();
    await page.getByLabel('Search commands').fill('start');
    await page.getByRole('option', { name: /Plug in a car first/ }).waitFor();
    await page.getByLabel('Search commands').fill('plug');
    await press('Enter');
    await visitor.status('Preparing');
    await expect(page.getByRole('dialog').count()).resolves.toBe(0);
  });

  async function drag(from: Locator, to: Locator): Promise<void> {
    const [start, end] = [await from.boundingBox(), await to.boundingBox()];
    const { mouse } = visitor.page;
    await mouse.move(start!.x + start!.width / 2, start!.y + start!.height / 2);
    await mouse.down();
    await mouse.move(end!.x + end!.width / 2, end!.y + end!.height / 2, { steps: 6 });
    await mouse.up();
  }

  it('the plug is dragged to the car and back, the card is tapped on the pad', async () => {
    await connected();
    const bay = visitor.page.locator('.bay-tab').first();
    await drag(bay.getByTestId('plug-handle'), bay.locator('.car'));
    await visitor.status('Preparing');
    await drag(bay.getByTestId('rfid-card'), bay.getByTestId('card-pad'));
    await visitor.status('Charging');
    await visitor.button('Stop charging').click();
    await visitor.status('Finishing');
    await drag(bay.getByTestId('plug-handle'), bay.getByTestId('card-pad'));
    await visitor.status('Available');
  });

  it('the menu of a connector reserves it, makes it unavailable and accepts a card without the CSMS', async () => {
    const { page } = visitor;
    const choose = async (name: string | RegExp) => {
      await visitor.button('More actions').click();
      await page.getByRole('button', { name }).click();
    };
    await connected();
    await choose('Reserve…');
    await page.getByRole('dialog').getByLabel('Card (idTag)').fill('ANOTHER');
    await page.getByRole('dialog').getByRole('button', { name: 'Reserve', exact: true }).click();
    await visitor.status('Reserved');
    await choose('Cancel the reservation for ANOTHER');
    await visitor.status('Available');
    await choose('Make unavailable');
    await visitor.status('Unavailable');
    await choose('Make available');
    await visitor.status('Available');
    await visitor.button('Plug in').click();
    await visitor.status('Preparing');
    await choose(/^Accept .* without asking the CSMS$/);
    await visitor.status('Charging');
    expect(visitor.payloadsOf('Authorize')).toEqual([]);
    await choose('Suspend by the station');
    await visitor.status('SuspendedEVSE');
  });

  it('the columns are as wide as a person makes them, also after a reload', async () => {
    const { page } = visitor;
    await connected();
    const line = page.getByRole('separator', { name: 'Width of the timeline' });
    const width = async () => (await page.locator('#column-timeline').boundingBox())!.width;
    const before = await width();
    await line.focus();
    for (let times = 0; times < 3; times++) await press('ArrowLeft');
    await expect(width()).resolves.toBe(before + 48);
    const box = (await line.boundingBox())!;
    await page.mouse.move(box.x, 300);
    await page.mouse.down();
    await page.mouse.move(box.x + 60, 300, { steps: 4 });
    await page.mouse.up();
    const after = await width();
    expect(after).toBeLessThan(before);
    await page.reload();
    await visitor.status('Available');
    await expect(width()).resolves.toBe(after);
  });
});
