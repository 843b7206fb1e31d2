import type { Browser } from 'playwright-core';
import { findChromium } from './chromium.js';
import { freePort } from './free-port.js';
import { startPrivateServer, temporaryFolder } from './private-server.js';

export interface ThrottlingChromium {
  browser: Browser;
  stop(): Promise<void>;
}

/**
 * Chromium as people have it, where `launchChromium` keeps every tab awake: a tab behind another one is hidden. Its timers
 * then fire once a second, and once a minute when it has been hidden for 5 min, or for 10 s if it was hidden while it loaded.
 * Open pages in `browser.contexts()[0]`.
 */
export async function startThrottlingChromium(): Promise<ThrottlingChromium> {
  const program = findChromium();
  if (program === null) throw new Error('Chromium is not installed: apt-get install chromium');
  const port = await freePort();
  const folder = temporaryFolder('chromium');
  const args = [
    ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    ...['--disable-component-update', '--no-first-run', `--user-data-dir=${folder}`, `--remote-debugging-port=${port}`],
    // 1: on, whatever the release's own trial says.
    '--intensive-wake-up-throttling-policy=1',
    '--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/2',
  ];
  const server = await startPrivateServer(program, args, port, folder);
  const { chromium } = await import('playwright-core');
  // Without noDefaults Playwright has every page believe that it is looked at.
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true });
  return {
    browser,
    stop: async () => {
      await browser.close();
      await server.stop();
    },
  };
}
