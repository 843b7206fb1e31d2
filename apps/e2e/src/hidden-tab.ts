// A tab behind another one, in a Chromium that throttles its timers as it does for people.
import { PATIENCE_MS, startThrottlingChromium } from '@simulator/test-services';
import type { ThrottlingChromium } from '@simulator/test-services';
import type { Page } from 'playwright-core';
import { until } from './watched-page.js';

/** Ten seconds after it was hidden, a tab that was hidden while it loaded is throttled to one round of timers a minute. */
const THROTTLED_AFTER_MS = 12_000;

interface Counting {
  ticks: number;
}

export class HiddenTab {
  readonly page: Page;
  readonly #chromium: ThrottlingChromium;

  private constructor(chromium: ThrottlingChromium, page: Page) {
    this.#chromium = chromium;
    this.page = page;
  }

  /**
   * Somebody charges, closes the tab, and opens it again behind another one; it is throttled when this is done.
   * @param charged called while the tab is still seen
   */
  static async chargeBehind(origin: string, charged: () => Promise<void>): Promise<HiddenTab> {
    const chromium = await startThrottlingChromium();
    try {
      const context = chromium.browser.contexts()[0]!;
      context.setDefaultTimeout(PATIENCE_MS);
      const front = await context.newPage();
      const seen = await context.newPage();
      await seen.goto(origin);
      await seen.getByRole('button', { name: 'Try it now' }).click();
      await charging(seen);
      await charged();
      await seen.close();
      const tab = new HiddenTab(chromium, await context.newPage());
      await tab.#openBehind(front, origin);
      return tab;
    } catch (error) {
      await chromium.stop();
      throw error;
    }
  }

  visibility(): Promise<string> {
    return this.page.evaluate<string>('document.visibilityState');
  }

  /** How often a timer of the page itself has fired that is due every 100 ms. */
  ticks(): Promise<number> {
    return this.page.evaluate(() => (globalThis as unknown as Counting).ticks);
  }

  async show(): Promise<void> {
    await this.page.bringToFront();
    await until(
      () => this.visibility(),
      (state) => state === 'visible',
      'the tab to be seen',
    );
  }

  stop(): Promise<void> {
    return this.#chromium.stop();
  }

  /** It is hidden before it has loaded. */
  async #openBehind(front: Page, origin: string): Promise<void> {
    const { page } = this;
    await page.addInitScript(() => {
      const counting = globalThis as unknown as Counting;
      counting.ticks = 0;
      const tick = (): void => {
        counting.ticks += 1;
        setTimeout(tick, 100);
      };
      tick();
    });
    let show = (): void => undefined;
    const hidden = new Promise<void>((resolve) => (show = resolve));
    await page.route('**/*.css', (route) => hidden.then(() => route.continue()));
    await page.goto(origin, { waitUntil: 'commit' });
    await front.bringToFront();
    await until(
      () => this.visibility(),
      (state) => state === 'hidden',
      'the tab to be hidden',
    );
    show();
    await charging(page);
    await new Promise((resolve) => setTimeout(resolve, THROTTLED_AFTER_MS));
  }
}

const charging = (page: Page) => page.locator('[data-testid=connector-status][data-status=Charging]').waitFor();
