// Frames by hand and the timeline as a file, in a real browser.
import { readFileSync } from 'node:fs';
import { expect, it, jest } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import { newVisitors } from './visitor.js';

jest.setTimeout(180_000);

describeWith('Chromium', 'frames by hand', () => {
  const visitor = newVisitors();
  const firstRow = (action: string) =>
    visitor.page.locator(`[data-testid=timeline-row][data-action=${action}]`).first();

  it('sends a message again, and an edited one, even one that the schema forbids', async () => {
    await visitor.tryItNow();
    const row = firstRow('Authorize');
    await row.getByRole('button').first().click();
    await row.getByRole('button', { name: 'Send again' }).click();
    await visitor.sent('Authorize', 2);
    await row.getByRole('button', { name: 'Edit and send' }).click();
    const editor = row.getByLabel('Frame');
    await editor.fill((await editor.inputValue()).replace('"DEMO-TAG"', '42'));
    await row.getByText(/idTag/).last().waitFor();
    await row.getByRole('button', { name: 'Send all the same' }).click();
    expect(await visitor.sent('Authorize', 3)).toEqual([{ idTag: 'DEMO-TAG' }, { idTag: 'DEMO-TAG' }, { idTag: 42 }]);
    await visitor.status('Charging');
  });

  it('exports what the filter shows, a line of JSON a row', async () => {
    await visitor.tryItNow();
    const chips = visitor.page.getByRole('group', { name: 'Filter' });
    await chips.getByRole('button', { name: 'StatusNotification' }).click();
    const downloading = visitor.page.waitForEvent('download');
    await visitor.button('More about the timeline').click();
    await visitor.button('Export JSONL').click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('timeline.jsonl');
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(3);
    for (const line of lines)
      expect(JSON.parse(line)).toMatchObject({ kind: 'exchange', action: 'StatusNotification' });
  });
});
