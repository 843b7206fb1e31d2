// A tab behind another one, in a Chromium that throttles its timers as it does for people: the car charges on.
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { describeWith, PATIENCE_MS, startThrottlingChromium } from '@simulator/test-services';
import type { ThrottlingChromium } from '@simulator/test-services';
import type { Page } from 'playwright-core';
import { PageServer } from './page-server.js';

jest.setTimeout(180_000);

const INTERVAL_S = 2;
/** MeterValues that have to come while the tab is hidden. */
const ROUNDS = 8;

interface Counting {
  ticks: number;
}

describeWith('Chromium', 'a hidden tab', () => {
  let server: PageServer;
  let chromium: ThrottlingChromium;
  let page: Page;

  beforeEach(async () => {
    server = new PageServer();
    await server.start();
    chromium = await startThrottlingChromium();
  });
  afterEach(async () => {
    await chromium.stop();
    await server.stop();
  });

  const meterValues = () => server.calls.filter(({ action }) => action === 'MeterValues');
  const visibility = () => page.evaluate(() => document.visibilityState);
  const ticks = () => page.evaluate(() => (globalThis as unknown as Counting).ticks);

  async function until(what: string, isThere: () => boolean | Promise<boolean>): Promise<void> {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
      if (await isThere()) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`waited in vain for ${what}`);
  }

  const charging = () => page.locator('[data-testid=connector-status][data-status=Charging]').waitFor();

  /** Somebody charges, closes the tab, and opens it again behind another one. */
  async function chargeBehind(): Promise<void> {
    const context = chromium.browser.contexts()[0]!;
    context.setDefaultTimeout(PATIENCE_MS);
    const front = await context.newPage();
    page = await context.newPage();
    await page.goto(server.origin);
    await page.getByRole('button', { name: 'Try it now' }).click();
    await charging();
    const payload = { key: 'MeterValueSampleInterval', value: String(INTERVAL_S) };
    for (const station of server.stations) station.send(JSON.stringify([2, 'c1', 'ChangeConfiguration', payload]));
    await until('the first MeterValues', () => meterValues().length > 0);
    await page.close();
    page = await context.newPage();
    // A timer of the page itself, to see that the browser throttles it.
    await page.addInitScript(() => {
      const counting = globalThis as unknown as Counting;
      counting.ticks = 0;
      const tick = (): void => {
        counting.ticks += 1;
        setTimeout(tick, 100);
      };
      tick();
    });
    // It is hidden before it has loaded.
    let show = (): void => undefined;
    const hidden = new Promise<void>((resolve) => (show = resolve));
    await page.route('**/*.css', (route) => hidden.then(() => route.continue()));
    await page.goto(server.origin, { waitUntil: 'commit' });
    await front.bringToFront();
    await until('the tab to be hidden', async () => (await visibility()) === 'hidden');
    show();
    await charging();
  }

  it('keeps charging: meter values arrive at their interval while the page’s own timers stand still', async () => {
    await chargeBehind();
    // Ten seconds after it was hidden, such a tab is throttled to one round of timers a minute.
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    const [ticksBefore, from] = [await ticks(), meterValues().length];
    await until('meter values from the hidden tab', () => meterValues().length >= from + ROUNDS);
    const heard = meterValues().slice(from, from + ROUNDS);
    const lastedS = (heard.at(-1)!.at - heard[0]!.at) / 1000;
    const ticksMeanwhile = (await ticks()) - ticksBefore;
    expect(await visibility()).toBe('hidden');
    expect(lastedS).toBeGreaterThan((ROUNDS - 2) * INTERVAL_S);
    // The browser did throttle: awake, the timer would have fired ten times a second. It may once a minute.
    expect(ticksMeanwhile).toBeLessThanOrEqual(1 + lastedS / 60);
    expect(energiesOf(heard)).toEqual(energiesOf(heard).toSorted((a, b) => a - b));
    expect(new Set(energiesOf(heard)).size).toBe(ROUNDS);
    const stamps = heard.map(({ payload }) => Date.parse(sampleOf(payload).timestamp) / 1000);
    // At their rhythm: woken once a minute they would come in bursts, or a minute apart.
    for (const [index, stamp] of stamps.slice(1).entries()) {
      expect(stamp - stamps[index]!).toBeGreaterThan(INTERVAL_S / 2);
      expect(stamp - stamps[index]!).toBeLessThan(30);
    }
    await page.bringToFront();
    await until('the tab to be seen', async () => (await visibility()) === 'visible');
    const shown = Number(await page.getByTestId('connector-energy').first().getAttribute('data-energy-wh'));
    expect(shown).toBeGreaterThan(energiesOf(heard).at(-1)! - energiesOf(heard)[0]!);
  });
});

interface Sample {
  timestamp: string;
  sampledValue: { value: string; measurand?: string }[];
}

const sampleOf = (payload: Record<string, unknown>): Sample => (payload['meterValue'] as Sample[])[0]!;

/** The register in Wh, of each MeterValues. */
function energiesOf(calls: readonly { payload: Record<string, unknown> }[]): number[] {
  return calls.map(({ payload }) => {
    const energy = 'Energy.Active.Import.Register';
    const found = sampleOf(payload).sampledValue.find(({ measurand = energy }) => measurand === energy);
    return Number(found?.value);
  });
}
