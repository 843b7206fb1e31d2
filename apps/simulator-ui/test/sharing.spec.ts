// Export and import of everything, links, many stations, in a real browser.
import { readFile } from 'node:fs/promises';
import { expect, it, jest } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import { newVisitors } from './visitor.js';

jest.setTimeout(180_000);

describeWith('Chromium', 'files and links', () => {
  const visitor = newVisitors();
  const dialog = () => visitor.page.getByRole('dialog');

  async function exported(): Promise<string> {
    await visitor.button('Export and import').click();
    const download = visitor.page.waitForEvent('download');
    await dialog().getByRole('button', { name: 'Export everything' }).click();
    const text = await readFile(await (await download).path(), 'utf8');
    await dialog()
      .getByText(/^1 station and 0 scenarios exported/)
      .waitFor();
    return text;
  }

  async function importText(text: string): Promise<void> {
    const file = { name: 'everything.json', mimeType: 'application/json', buffer: Buffer.from(text) };
    await dialog().getByLabel('Import a file').setInputFiles(file);
  }

  it('a charging station goes through a file into an empty store, and its transaction goes on', async () => {
    await visitor.tryItNow();
    const text = await exported();
    await visitor.page.keyboard.press('Escape');
    await visitor.button('Remove Demo station').click();
    await visitor.button('Remove').click();
    await visitor.button('Import a file').click();
    await importText(text);
    await dialog().getByText('1 station and 0 scenarios imported.').waitFor();
    await visitor.page.keyboard.press('Escape');
    await visitor.status('Charging');
    await visitor.button('Stop charging').click();
    await visitor.status('Finishing');
  });

  it('a broken file names file, path and reason, and changes nothing', async () => {
    await visitor.tryItNow();
    const text = await exported();
    const broken = JSON.parse(text) as { stations: { definition: { key: string; config: { connectors: unknown } } }[] };
    broken.stations[0]!.definition.key = 'other';
    broken.stations[0]!.definition.config.connectors = [];
    await importText(JSON.stringify(broken));
    await dialog()
      .getByText(/^everything\.json: \/stations\/0\/definition\/config\/connectors: .*Nothing was imported\.$/)
      .waitFor();
    const other = JSON.parse(text) as { stations: { definition: { key: string }; parts: Record<string, unknown> }[] };
    other.stations[0]!.definition.key = 'other';
    other.stations[0]!.parts = { station: {} };
    await importText(JSON.stringify(other));
    await dialog()
      .getByText(/“Demo station” cannot be imported: .*Nothing was imported\./)
      .waitFor();
    await visitor.page.keyboard.press('Escape');
    await expect(visitor.page.getByTestId('station-item').count()).resolves.toBe(1);
  });

  it('a link brings a station of the same kind and seed without its password, and asks before it connects', async () => {
    await visitor.page.goto('/');
    const csms = visitor.server.origin.replace('http://', 'ws://CP-1:hidden@');
    await visitor.page.getByLabel('WebSocket address of your CSMS').fill(`${csms}/csms/CP-1`);
    await visitor.button('Connect to my CSMS').click();
    await visitor.page.getByTestId('connection-pill').filter({ hasText: 'Connected' }).waitFor();
    await visitor.button('Share CP-1').click();
    const field = dialog().getByLabel('Link');
    while (!(await field.inputValue()).includes('#share=')) await visitor.page.waitForTimeout(20);
    const link = await field.inputValue();
    await visitor.page.keyboard.press('Escape');
    const boots = visitor.payloadsOf('BootNotification').length;
    await visitor.page.goto('about:blank');
    await visitor.page.goto(link);
    await dialog().getByText('“CP-1”, 2 connectors').waitFor();
    await expect(dialog().innerText()).resolves.not.toContain('hidden');
    await dialog().getByLabel('Station id').fill('CP-2');
    await dialog().getByRole('button', { name: 'Add and connect' }).click();
    await visitor.page.getByTestId('station-item').nth(1).waitFor();
    await visitor.sent('BootNotification', boots + 1);
    expect(visitor.page.url()).not.toContain('#');
    await visitor.page.goto('about:blank');
    await visitor.page.goto(`${link.slice(0, 60)}`);
    await dialog().getByText('The link is damaged').waitFor();
    await visitor.button('Go on without it').click();
  });

  it('many from a template: searched, tagged, started and stopped together, driven automatically, removed', async () => {
    await visitor.tryItNow();
    await visitor.button('Add many from a template').click();
    await dialog().getByLabel('How many (stations)').fill('0');
    await dialog().getByText('Must be 1 to 2000').waitFor();
    await dialog().getByLabel('How many (stations)').fill('20');
    await dialog().getByLabel('Template').selectOption('Home, 11 kW AC');
    await dialog()
      .getByLabel('WebSocket address of the CSMS')
      .fill(`${visitor.server.origin.replace('http', 'ws')}/csms`);
    await dialog().getByRole('button', { name: 'Add them' }).click();
    await visitor.page.getByText('20 Available, 1 Charging').waitFor();
    await visitor.page.getByLabel('Search stations').fill('FLEET-000');
    await visitor.page.getByTestId('station-item').nth(8).waitFor();
    await visitor.button('Actions for the 9 shown').click();
    await visitor.button('Start charging…').click();
    await dialog().getByRole('button', { name: 'Start', exact: true }).click();
    await visitor.page
      .getByText('11 Available, 10 Charging')
      .or(visitor.page.getByText('10 Charging'))
      .first()
      .waitFor();
    await visitor.button('Actions for the 9 shown').click();
    await visitor.button('Automatic drivers…').click();
    await dialog().getByRole('button', { name: 'Switch on' }).click();
    await visitor.page
      .getByText(/· automatic/)
      .first()
      .waitFor();
    await visitor.button('Actions for the 9 shown').click();
    await visitor.button('Remove…').click();
    await dialog().getByRole('button', { name: 'Remove them' }).click();
    await visitor.page.getByLabel('Search stations').fill('');
    await visitor.page.getByText('11 Available, 1 Charging').waitFor();
    await expect(visitor.overflow()).resolves.toBeLessThanOrEqual(0);
  });
});
