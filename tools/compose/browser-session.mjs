// A person with a browser: signs in at the stack's page, charges a car, and looks at what the page shows.
import { launchWholeChromium } from '@simulator/test-services';

const TIMEOUT_MS = 90_000;

export async function openBrowser(origin, password) {
  const browser = await launchWholeChromium();
  const context = await browser.newContext({ baseURL: origin, ignoreHTTPSErrors: true });
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);

  const attribute = (testId, name) => page.getByTestId(testId).first().getAttribute(name);
  return {
    page,
    close: () => browser.close(),
    async signIn(user) {
      await page.goto('/');
      await page.getByLabel('User name').fill(user);
      await page.getByLabel('Password').fill(password(user));
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL(`${origin}/`);
    },
    /** REST through the edge, with the cookie and no token, as the page does it. */
    rest: (path) =>
      page.evaluate(async (url) => {
        const response = await fetch(url);
        return { status: response.status, body: await response.json() };
      }, path),
    status: () => attribute('connector-status', 'data-status'),
    energyWh: async () => Number(await attribute('connector-energy', 'data-energy-wh')),
    isConnected: async () => (await page.getByTestId('connection-pill').first().innerText()).includes('Connected'),
  };
}

export async function until(read, isRight, what) {
  let last;
  for (const end = Date.now() + TIMEOUT_MS; Date.now() < end;) {
    last = await read();
    if (isRight(last)) return last;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`not within ${TIMEOUT_MS / 1000} s: ${what}; last: ${JSON.stringify(last)}`);
}
