import type { Browser } from 'playwright-core';
import { findBinary, isExecutable } from './find-binary.js';

const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** The path of an installed Chromium or Chrome (TEST_CHROMIUM names another one), or null. */
export function findChromium(): string | null {
  const given = process.env['TEST_CHROMIUM'];
  if (given) return given;
  const found = findBinary('chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome');
  return found ?? (isExecutable(MAC) ? MAC : null);
}

/** For `setDefaultTimeout`: a machine with much else to do takes its time for a click, and no test fails for that. */
export const PATIENCE_MS = 100_000;

/**
 * A headless browser that runs in containers too: Chromium's headless shell where it is installed, which is the same engine without
 * the windows, menus and extensions that take half of the time to open a page; the whole of Chromium where it is not.
 */
export const launchChromium = (): Promise<Browser> => launch(findHeadlessShell() ?? findChromium());

/** As people have it, for what is measured. */
export const launchWholeChromium = (): Promise<Browser> => launch(findChromium());

const findHeadlessShell = (): string | null =>
  process.env['TEST_CHROMIUM'] ? null : findBinary('chromium-headless-shell');

async function launch(executablePath: string | null): Promise<Browser> {
  if (executablePath === null) throw new Error('Chromium is not installed: apt-get install chromium');
  // Loading it takes a while, and most suites need no browser.
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
}
