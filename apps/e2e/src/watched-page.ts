// A page in Chromium that remembers everything that went wrong in it.
import { PATIENCE_MS } from '@simulator/test-services';
import type { Browser, BrowserContext, Page } from 'playwright-core';

export interface WatchedPage {
  page: Page;
  context: BrowserContext;
  /** Console errors, uncaught errors, refused resources. */
  problems: string[];
}

export async function openPage(
  browser: Browser,
  baseURL: string,
  viewport = { width: 1440, height: 900 },
): Promise<WatchedPage> {
  const context = await browser.newContext({ baseURL, viewport });
  context.setDefaultTimeout(PATIENCE_MS);
  const problems: string[] = [];
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`HTTP ${response.status()}: ${response.url()}`);
  });
  return { page, context, problems };
}

/** A number that an element carries in a data attribute. */
export async function numberOf(page: Page, testId: string, attribute: string): Promise<number> {
  const text = await page.getByTestId(testId).first().getAttribute(attribute);
  return text === null ? NaN : Number(text);
}

export async function until<T>(
  read: () => Promise<T>,
  isRight: (value: T) => boolean,
  what: string,
  timeoutMs = PATIENCE_MS,
): Promise<T> {
  let last: T | undefined;
  for (const end = Date.now() + timeoutMs; Date.now() < end;) {
    last = await read();
    if (isRight(last)) return last;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`not within ${timeoutMs / 1000} s: ${what}; last: ${JSON.stringify(last)}`);
}
