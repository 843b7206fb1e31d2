// The timeline in a real browser: held frames, fixed answers, comparing, files, and very many rows.
import { readFileSync } from 'node:fs';
import { expect, it, jest } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import { manyRows } from './many-rows.js';
import { newVisitors } from './visitor.js';

jest.setTimeout(90_000);

const ROWS = 100_000;

describeWith('Chromium', 'the timeline', () => {
  const visitor = newVisitors();
  const row = (action: string) => visitor.page.locator(`[data-testid=timeline-row][data-action=${action}]`).first();

  async function more(item: string): Promise<void> {
    await visitor.button('More about the timeline').click();
    await visitor.button(item).click();
  }

  async function importFile(name: string, text: string): Promise<void> {
    await more('Import and replay…');
    const file = { name, mimeType: 'application/json', buffer: Buffer.from(text) };
    await visitor.page.getByRole('dialog').locator('input[type=file]').setInputFiles(file);
  }

  it('holds messages in flight, lets them be changed, and says so in red', async () => {
    const { page } = visitor;
    await visitor.tryItNow();
    await more('Intercept messages…');
    await page.getByLabel('Action, with its answers').selectOption('StopTransaction');
    await page.getByRole('dialog').getByRole('button', { name: 'Intercept', exact: true }).click();
    await page.getByTestId('disturbance-banner').getByText('Held in flight: StopTransaction').waitFor();
    await visitor.button('Stop charging').click();
    const held = page.getByTestId('held-frame');
    await held.getByText('station to CSMS').waitFor();
    expect(visitor.payloadsOf('StopTransaction')).toEqual([]);
    await held.getByRole('button', { name: 'Edit' }).click();
    const editor = held.getByLabel('Frame');
    await editor.fill((await editor.inputValue()).replace('"Local"', '"PowerLoss"'));
    await held.getByRole('button', { name: 'Release', exact: true }).click();
    // Its answer is held too.
    await held.getByText('CSMS to station').waitFor();
    expect(await visitor.sent('StopTransaction')).toMatchObject([{ reason: 'PowerLoss' }]);
    await visitor.button('Stop intercepting').click();
    await held.waitFor({ state: 'detached' });
    await page.getByText('Changed in flight: StopTransaction').waitFor();
  });

  it('always answers as it was told, also after a reload, and stops when it is told', async () => {
    const { page, server } = visitor;
    const answers: unknown[] = [];
    const listen = () => {
      for (const station of server.stations) {
        station.on('message', (data) => {
          const frame = JSON.parse((data as Buffer).toString()) as unknown[];
          if (frame[0] !== 2) answers.push(frame[2]);
        });
      }
    };
    const answered = async (count: number) => {
      while (answers.length < count) await page.waitForTimeout(20);
    };
    await visitor.tryItNow();
    listen();
    visitor.csmsCalls('ChangeAvailability', { connectorId: 1, type: 'Operative' });
    await answered(1);
    await row('ChangeAvailability').getByRole('button').first().click();
    await row('ChangeAvailability').getByRole('button', { name: 'Always answer with…' }).click();
    const payload = page.getByRole('dialog').getByLabel('Payload');
    await payload.fill('{"status":"Rejected"}');
    await visitor.button('Always answer so').click();
    await page.getByTestId('disturbance-banner').getByText('always answered with Rejected').waitFor();
    visitor.csmsCalls('ChangeAvailability', { connectorId: 1, type: 'Inoperative' });
    await answered(2);
    await page.reload();
    await page.getByTestId('disturbance-banner').getByText('always answered with Rejected').waitFor();
    await page.getByTestId('connection-pill').filter({ hasText: /ms$/ }).waitFor();
    listen();
    visitor.csmsCalls('ChangeAvailability', { connectorId: 1, type: 'Inoperative' });
    await answered(3);
    await visitor.button('End all').click();
    await page.getByTestId('disturbance-banner').waitFor({ state: 'detached' });
    visitor.csmsCalls('ChangeAvailability', { connectorId: 1, type: 'Inoperative' });
    await answered(4);
    expect(answers).toEqual([
      { status: 'Accepted' },
      { status: 'Rejected' },
      { status: 'Rejected' },
      { status: 'Accepted' },
    ]);
  });

  it('compares two exchanges', async () => {
    const { page } = visitor;
    await visitor.tryItNow();
    const rows = page.locator('[data-testid=timeline-row][data-action=StatusNotification]');
    for (const index of [0, 1]) await rows.nth(index).getByRole('button').first().click();
    await rows.nth(0).getByRole('button', { name: 'Compare with…' }).click();
    await rows.nth(1).getByRole('button', { name: 'Compare with StatusNotification' }).click();
    const words = await page.getByRole('dialog').innerText();
    expect(words).toMatch(/− +"connectorId": 0/);
    expect(words).toMatch(/\+ +"connectorId": 1/);
  });

  it('an exported timeline is imported and replayed, with the transaction id of today', async () => {
    const { page, server } = visitor;
    await visitor.tryItNow();
    await visitor.button('Stop charging').click();
    await visitor.status('Finishing');
    await row('StopTransaction').waitFor();
    await page.getByRole('group', { name: 'Filter' }).getByRole('button', { name: 'StartTransaction' }).click();
    await page.getByRole('group', { name: 'Filter' }).getByRole('button', { name: 'StopTransaction' }).click();
    const downloading = page.waitForEvent('download');
    await more('Export HAR');
    const har = readFileSync(await (await downloading).path(), 'utf8');
    expect(har).not.toContain('BootNotification');
    const before = server.answers;
    server.answers = (action, payload) =>
      action === 'StartTransaction'
        ? { transactionId: 99, idTagInfo: { status: 'Accepted' } }
        : before(action, payload);
    await importFile('session.har', har);
    await page.getByRole('region', { name: 'Imported timeline' }).getByText('session.har').waitFor();
    await page.getByRole('radio', { name: 'As answered' }).check();
    await visitor.button('Replay 2 calls').click();
    await page.getByText('2 of 2 sent').waitFor();
    await visitor.button('Replay 2 calls').waitFor();
    expect(await visitor.sent('StopTransaction', 2)).toMatchObject([{ transactionId: 77 }, { transactionId: 99 }]);
    await visitor.button('Back to the live timeline').click();
    await row('StartTransaction').waitFor();
  });

  /** What happened so far, as the file that the page saves. */
  async function exportedJsonl(): Promise<string> {
    const downloading = visitor.page.waitForEvent('download');
    await more('Export JSONL');
    return readFileSync(await (await downloading).path(), 'utf8');
  }

  async function chargeAndStop(): Promise<void> {
    await visitor.tryItNow();
    await visitor.page.waitForTimeout(1_000);
    await visitor.button('Stop charging').click();
    await visitor.status('Finishing');
    await row('StopTransaction')
      .getByText(/\d ms$/)
      .waitFor();
  }

  async function playCsms(): Promise<void> {
    const { page } = visitor;
    await page.getByRole('radio', { name: 'Play the CSMS’s side to the station' }).check();
    await page.getByRole('radio', { name: 'As fast as the exchanges allow' }).check();
    await page.getByRole('button', { name: /^Play \d+ exchanges$/ }).click();
  }

  it('plays the CSMS of a recorded session to a fresh station: no deviation, and the station is back with its meter', async () => {
    const { page, server } = visitor;
    await chargeAndStop();
    const jsonl = await exportedJsonl();
    await importFile('session.jsonl', jsonl);
    const heard = server.calls.length;
    await playCsms();
    await page.getByTestId('disturbance-banner').getByText('Replay of session.jsonl').waitFor();
    await page.getByRole('banner').getByText('CSMS of session.jsonl').waitFor();
    const outcome = page.getByTestId('csms-replay');
    await outcome.getByText(/^No deviation: \d+ of \d+ exchanges are the same\./).waitFor();
    expect(await row('StartTransaction').getByTestId('row-verdict').textContent()).toContain('same');
    await visitor.button('Back to the live timeline').click();
    await visitor.status('Finishing');
    expect(server.calls.slice(heard).map(({ action }) => action)).not.toContain('BootNotification');
    expect(visitor.payloadsOf('StartTransaction')).toHaveLength(1);
    // The meter goes on from where it was.
    await page.getByTestId('connection-pill').filter({ hasText: 'Connected' }).waitFor();
    for (const name of ['Unplug', 'Plug in', 'Present card']) await visitor.button(name).click();
    await visitor.status('Charging');
    const meterStop = (await visitor.sent('StopTransaction'))[0]?.['meterStop'];
    expect(meterStop).toBeGreaterThan(0);
    expect((await visitor.sent('StartTransaction', 2))[1]).toMatchObject({ meterStart: meterStop });
  });

  it('shows where the station deviates from a capture, and why a replay has to wait for a transaction', async () => {
    const { page } = visitor;
    await chargeAndStop();
    const jsonl = await exportedJsonl();
    const changed = jsonl.replace('\\"reason\\":\\"Local\\"', '\\"reason\\":\\"Remote\\"');
    expect(changed).not.toBe(jsonl);
    await importFile('changed.jsonl', changed);
    await playCsms();
    const outcome = page.getByTestId('csms-replay');
    await outcome.getByText(/^1 deviation in \d+ exchanges: 1 differs\./).waitFor();
    await row('StopTransaction').getByTestId('row-verdict').getByText('differs').waitFor();
    await row('StopTransaction').getByRole('button').first().click();
    await page.getByText('captured "Remote", now "Local"').waitFor();
    await visitor.button('Compare with the replay').click();
    const dialog = page.getByRole('dialog', { name: 'Compare' });
    await dialog.getByText(/− +"reason": "Remote"/).waitFor();
    await page.keyboard.press('Escape');
    for (const name of ['Unplug', 'Plug in', 'Present card']) await visitor.button(name).click();
    await visitor.status('Charging');
    await page.getByText(/^A transaction runs here/).waitFor();
    expect(await page.getByRole('button', { name: /^Play \d+ exchanges$/ }).getAttribute('aria-disabled')).toBe('true');
  });

  it('refuses a broken file with name, place and reason, and changes nothing', async () => {
    const { page } = visitor;
    await visitor.tryItNow();
    await importFile('broken.jsonl', '{"at":"2026-01-05T08:00:00Z","kind":"event","text":"x"}\n{oops');
    await page.getByText('broken.jsonl: line 2 is no JSON').waitFor();
    await page.keyboard.press('Escape');
    await row('BootNotification').waitFor();
  });

  it(`${ROWS} rows: the end is reached at once, a search finds the one row, and few rows are in the document`, async () => {
    const { page } = visitor;
    await visitor.tryItNow();
    await importFile('many.jsonl', manyRows(ROWS));
    await page.getByText(`${ROWS} rows of a file`).waitFor();
    const list = page.getByRole('log', { name: 'Messages' });
    await list.evaluate((element) => (element.scrollTop = element.scrollHeight));
    await list.getByText(`TAG-${ROWS - 1}`).waitFor();
    expect(await page.locator('[data-testid=timeline-row]').count()).toBeLessThan(80);
    await page.getByLabel('Search messages').fill('TAG-50000 ');
    await page.waitForFunction(() => document.querySelectorAll('[data-testid=timeline-row]').length === 1);
    await page.keyboard.press('Escape');
    await visitor.button('Stop charging').click();
    await visitor.status('Finishing');
  });

  it('a mark in the chart and its row in the timeline point at each other', async () => {
    const { page } = visitor;
    await visitor.tryItNow();
    await page.getByRole('tab', { name: 'Configuration' }).click();
    visitor.csmsCalls('TriggerMessage', { requestedMessage: 'MeterValues', connectorId: 2 });
    await row('MeterValues').waitFor();
    await visitor.openTab('Session');
    const over = page.locator('.chart-canvas .u-over');
    await over.waitFor();
    await row('MeterValues').hover();
    await page.locator('[data-testid=timeline-row][data-action=MeterValues][data-pointed=true]').first().waitFor();
    await page.mouse.move(5, 5);
    await page.locator('[data-pointed=true]').first().waitFor({ state: 'detached' });
    // The charge is a few seconds old: the pointer comes along the whole of the chart until it meets the mark.
    await over.scrollIntoViewIfNeeded();
    const box = (await over.boundingBox())!;
    const pointed = page.locator('[data-testid=timeline-row][data-action=MeterValues][data-pointed=true]');
    let met = false;
    for (let x = 2; x < box.width && !met; x += 6) {
      await page.mouse.move(box.x + x, box.y + box.height - 4);
      met = (await pointed.count()) > 0;
    }
    expect(met).toBe(true);
  });
});
