import { chromium } from 'playwright-core';
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

/** A headless browser that runs in containers too. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('Chromium is not installed: apt-get install chromium');
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
}
