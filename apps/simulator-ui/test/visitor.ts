// Somebody with an empty browser in front of the built page; a new one for each test.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { launchChromium, PATIENCE_MS } from '@simulator/test-services';
import type { Browser, Locator, Page } from 'playwright-core';
import { dist, PageServer } from './page-server.js';

export class Visitor {
  server!: PageServer;
  page!: Page;
  /** Errors of the page and its console. */
  problems: string[] = [];

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  region(name: string): Locator {
    return this.page.getByRole('region', { name, exact: true });
  }

  async status(name: string): Promise<void> {
    await this.page.locator(`[data-testid=connector-status][data-status=${name}]`).waitFor();
  }

  async openTab(name: string): Promise<void> {
    await this.page.getByRole('tab', { name, exact: true }).click();
  }

  /** The demo, charging at connector 2. */
  async tryItNow(): Promise<void> {
    await this.page.goto('/');
    await this.button('Try it now').click();
    await this.status('Charging');
  }

  payloadsOf(action: string): Record<string, unknown>[] {
    return this.server.calls.filter((call) => call.action === action).map(({ payload }) => payload);
  }

  /** The same, as soon as there are so many. */
  async sent(action: string, count = 1): Promise<Record<string, unknown>[]> {
    await this.arrived(() => this.payloadsOf(action).length >= count);
    return this.payloadsOf(action);
  }

  /** Waits until that is so at the server: what the page shows may be ahead of the wire. */
  async arrived(condition: () => boolean): Promise<void> {
    while (!condition()) await this.page.waitForTimeout(20);
  }

  /** The CSMS calls the station. */
  csmsCalls(action: string, payload: unknown): void {
    for (const station of this.server.stations) station.send(JSON.stringify([2, `${action}-1`, action, payload]));
  }

  /** How far the page is wider than its window. */
  overflow(): Promise<number> {
    return this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  }
}

/** Call it inside a describe: it opens and closes what the tests of that describe use. */
export function newVisitors(): Visitor {
  const visitor = new Visitor();
  let browser: Browser;

  beforeAll(async () => {
    if (!existsSync(join(dist, 'index.html'))) throw new Error('apps/simulator-ui is not built: npm run build');
    browser = await launchChromium();
  });
  afterAll(async () => browser?.close());

  beforeEach(async () => {
    visitor.server = new PageServer();
    await visitor.server.start();
    const viewport = { width: 1280, height: 900 };
    const context = await browser.newContext({ baseURL: visitor.server.origin, viewport });
    context.setDefaultTimeout(PATIENCE_MS);
    visitor.page = await context.newPage();
    visitor.problems = [];
    visitor.page.on('pageerror', (error) => visitor.problems.push(String(error)));
    visitor.page.on('console', (message) => {
      if (message.type() === 'error') visitor.problems.push(message.text());
    });
  });
  afterEach(async () => {
    await visitor.page.context().close();
    await visitor.server.stop();
    expect(visitor.problems).toEqual([]);
  });
  return visitor;
}
