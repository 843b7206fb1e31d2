// The built page in a real browser, against a CSMS whose answers each test chooses. Run `npm run build` first (npm test does).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import { describeWith, launchChromium, PATIENCE_MS } from '@simulator/test-services';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { acceptAll, dist, PageServer } from './page-server.js';

jest.setTimeout(180_000);

describeWith('Chromium', 'the page', () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let server: PageServer;
  let problems: string[];

  beforeAll(async () => {
    if (!existsSync(join(dist, 'index.html'))) throw new Error('apps/simulator-ui is not built: npm run build');
    browser = await launchChromium();
  });

  afterAll(async () => browser?.close());

  beforeEach(async () => {
    server = new PageServer();
    await server.start();
    await newVisitor();
  });

  afterEach(async () => {
    await context.close();
    await server.stop();
  });

  /** Somebody with an empty browser opens the page. */
  async function newVisitor(): Promise<void> {
    context = await browser.newContext({ baseURL: server.origin, viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(PATIENCE_MS);
    page = await context.newPage();
    problems = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
  }

  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const status = (name: string) => page.locator(`[data-testid=connector-status][data-status=${name}]`).waitFor();
  const callsOf = (action: string) => server.calls.filter((call) => call.action === action);
  /** What the page shows may be ahead of the wire. */
  const arrived = async (action: string): Promise<void> => {
    while (callsOf(action).length === 0) await page.waitForTimeout(20);
  };

  async function tryItNow(): Promise<void> {
    await page.goto('/');
    await button('Try it now').click();
    await status('Charging');
  }

  async function connectTo(address: string): Promise<void> {
    await page.goto('/');
    await page.getByLabel('WebSocket address of your CSMS').fill(address);
    await button('Connect to my CSMS').click();
  }

  const ownCsms = () => `${server.origin.replace('http', 'ws')}/csms/CP-1`;

  it('goes from a first visit through a whole charge, one button at a time, under a strict policy', async () => {
    await tryItNow();
    expect(await page.getByTestId('connection-pill').innerText()).toMatch(/^Connected · ocpp1\.6 · \d+ ms$/);
    expect(await button('Present card').count()).toBe(0);
    await expect(page.getByTestId('connector-power').innerText()).resolves.toMatch(/^1\d\d$/);
    await button('Stop charging').click();
    await button('Unplug').click();
    await button('Plug in').waitFor();
    await arrived('StopTransaction');
    expect(callsOf('StopTransaction')).toMatchObject([{ payload: { transactionId: 77, reason: 'Local' } }]);
    expect(callsOf('StartTransaction')[0]?.payload).toMatchObject({ connectorId: 2, idTag: 'DEMO-TAG' });
    expect(problems).toEqual([]);
  });

  it('can be used by keyboard alone', async () => {
    await connectTo(ownCsms());
    await page.getByTestId('connection-pill').filter({ hasText: 'Connected' }).waitFor();
    for (const [name, next] of [
      ['Plug in', 'Preparing'],
      ['Present card', 'Charging'],
      ['Stop charging', 'Finishing'],
      ['Unplug', 'Available'],
    ] as const) {
      await button(name).focus();
      await page.keyboard.press('Enter');
      await status(next);
    }
  });

  it('shows an exchange with its answer, why it was sent, and what the schema says', async () => {
    server.answers = (action) => (action === 'StatusNotification' ? { odd: 1 } : acceptAll(action));
    await connectTo(ownCsms());
    const boot = page.locator('[data-testid=timeline-row][data-action=BootNotification]');
    await boot.getByRole('button').click();
    await boot.getByText('Why it was sent').waitFor();
    expect(await boot.innerText()).toContain('"interval": 300');
    const notification = page.locator('[data-testid=timeline-row][data-action=StatusNotification]').first();
    await notification.getByRole('button').click();
    await notification.getByText('does not follow the schema').waitFor();
    await page.getByRole('group', { name: 'Filter' }).getByRole('button', { name: 'BootNotification' }).click();
    await expect(page.locator('[data-testid=timeline-row]').count()).resolves.toBe(1);
  });

  it('goes on with a transaction after a reload, and the CSMS sees one start and one stop', async () => {
    await tryItNow();
    await page.reload();
    await status('Charging');
    await page.getByTestId('connection-pill').filter({ hasText: 'Connected' }).waitFor();
    await button('Stop charging').click();
    await status('Finishing');
    await arrived('StopTransaction');
    await page.locator('[data-action=StopTransaction]').waitFor();
    expect(callsOf('StartTransaction')).toHaveLength(1);
    expect(callsOf('StopTransaction')).toHaveLength(1);
  });

  it('says what is known, what may be, and what to do when a CSMS cannot be reached, and lets the address be changed', async () => {
    await connectTo('ws://127.0.0.1:1/ocpp/CP-1');
    const problem = page.getByTestId('connection-problem');
    await problem.waitFor();
    const words = await problem.innerText();
    for (const part of ['1006', 'Nothing listens at 127.0.0.1:1', 'Next try']) expect(words).toContain(part);
    expect(words.toLowerCase()).toMatch(/known[^]*possible causes[^]*what to do/);
    await button('Change the address').click();
    await page.getByRole('dialog').getByLabel('WebSocket address of your CSMS').fill(ownCsms());
    await button('Use this address').click();
    await page.getByTestId('connection-pill').filter({ hasText: 'Connected' }).waitFor();
    await expect(problem.count()).resolves.toBe(0);
  });

  it('charges on while the CSMS is away, and says how many messages wait', async () => {
    await tryItNow();
    server.isAway = true;
    for (const station of server.stations) station.close(1012, 'deploy');
    const problem = page.getByTestId('connection-problem');
    await problem.getByText('“deploy”').waitFor();
    await button('Stop charging').click();
    await status('Finishing');
    await problem.getByText(/wait/).first().waitFor();
    expect(await page.getByTestId('connection-pill').innerText()).not.toContain('Connected · ocpp1.6 ·');
  });

  it('says when a pending station asks again, and why a card is refused', async () => {
    let registration = 'Pending';
    server.answers = (action) => {
      if (action === 'BootNotification') {
        return { status: registration, currentTime: new Date().toISOString(), interval: 2 };
      }
      return action === 'Authorize' ? { idTagInfo: { status: 'Expired' } } : acceptAll(action);
    };
    await connectTo(ownCsms());
    await page
      .getByRole('region', { name: 'Registration' })
      .getByText(/goes out in \d+ s/)
      .waitFor();
    registration = 'Accepted';
    await page.getByTestId('connection-pill').filter({ hasText: /ms$/ }).waitFor();
    await button('Plug in').click();
    await button('Present card').click();
    await page.getByTestId('card-refused').getByText('it has expired').waitFor();
    await status('Preparing');
  });

  it('explains a page without a demo, and one whose server is gone', async () => {
    server.hasDemo = false;
    await page.goto('/');
    await button('Try it now').click();
    await page.getByRole('alert').getByText('without a built-in CSMS').waitFor();
    await context.setOffline(true);
    await button('Try it now').click();
    await page.getByRole('alert').getByText('does not answer').waitFor();
  });

  it('checks the address beside the field', async () => {
    await page.goto('/');
    const field = page.getByLabel('WebSocket address of your CSMS');
    await button('Connect to my CSMS').click();
    await page.getByText('Type the WebSocket address').waitFor();
    await field.fill('https://csms.example/ocpp/CP-1');
    await page.getByRole('button', { name: /^Use/ }).click();
    await expect(field.inputValue()).resolves.toBe('wss://csms.example/ocpp/CP-1');
    await page.getByText('CP-1', { exact: true }).waitFor();
  });

  it('renames and removes stations, stopping what runs first', async () => {
    await tryItNow();
    await button('Rename Demo station').click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Front yard');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Front yard', exact: true }).waitFor();
    await button('Remove Front yard').click();
    await button('Remove').click();
    await button('Try it now').waitFor();
    expect(callsOf('StopTransaction')).toHaveLength(1);
  });

  it('still charges when the browser blocks all storage, once a person has decided so', async () => {
    await page.addInitScript(() =>
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new Error('blocked');
        },
      }),
    );
    server.workerPrelude = "Object.defineProperty(self,'indexedDB',{value:{open(){throw new Error('blocked')}}});";
    await page.goto('/');
    await page.getByRole('alert').getByText('does not let the page open its store (blocked)').waitFor();
    await button('Go on without storing').click();
    await button('Try it now').click();
    await status('Charging');
  });

  it('has a way out when the Worker cannot start', async () => {
    await context.route('**/station-worker-*.js', (route) => route.abort());
    await page.goto('/');
    await page.getByRole('heading', { name: 'The simulator has stopped' }).waitFor();
    await context.unroute('**/station-worker-*.js');
    await button('Load the page again').click();
    await button('Try it now').waitFor();
  });

  it('fits a telephone: nothing scrolls sideways, and the timeline is a tab', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await tryItNow();
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await expect(overflow()).resolves.toBeLessThanOrEqual(0);
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Timeline' }).click();
    await page.locator('[data-action=StartTransaction]').waitFor();
    await expect(overflow()).resolves.toBeLessThanOrEqual(0);
  });

  it('loads at most 200 kB of JavaScript to open, the Worker included; the chart that a charge needs adds at most 25 kB', async () => {
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
    const kilobytes = (): number => {
      const names = readdirSync(join(dist, 'assets')).filter(
        (name) => loaded.includes(`/assets/${name}`) && name.endsWith('.js'),
      );
      return names.reduce((sum, name) => sum + gzipSync(readFileSync(join(dist, 'assets', name))).length, 0) / 1000;
    };
    await page.goto('/');
    await button('Try it now').waitFor();
    const workerIsLoaded = (): boolean => loaded.some((path) => path.includes('station-worker'));
    while (!workerIsLoaded()) await page.waitForEvent('request');
    const toOpen = kilobytes();
    expect(toOpen).toBeGreaterThan(100);
    expect(toOpen).toBeLessThan(200);
    await button('Try it now').click();
    await status('Charging');
    expect(kilobytes() - toOpen).toBeLessThan(25);
  });
});
