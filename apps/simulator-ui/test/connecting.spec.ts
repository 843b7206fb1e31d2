// Why there is no connection, from the server that sees it; certificates; a newer release. In a real browser.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, jest } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import { dist } from './page-server.js';
import { newVisitors } from './visitor.js';

jest.setTimeout(180_000);

const report = {
  ...{
    url: 'ws://127.0.0.1:1/ocpp/CP-1',
    verdict: 'unauthorized',
    subprotocol: null,
    close: null,
    tls: null,
    http: null,
  },
  ...{ addresses: ['127.0.0.1'], address: '127.0.0.1', durationMs: 12 },
  ...{ summary: 'The server wants other credentials.', remedy: 'Give the station its password.' },
  stages: [
    { stage: 'tcp', outcome: 'passed', durationMs: 1.2, detail: '127.0.0.1:1' },
    { stage: 'http', outcome: 'failed', durationMs: 3.4, detail: '401 Unauthorized' },
  ],
};

describeWith('Chromium', 'connecting', () => {
  const visitor = newVisitors();

  it('tells the cause that the API finds in place of guesses, with the credentials out of the URL', async () => {
    const asked: unknown[] = [];
    await visitor.page.route('**/api/v1/connection-probe', async (route) => {
      asked.push(route.request().postDataJSON());
      await route.fulfill({ json: report });
    });
    await visitor.page.goto('/');
    await visitor.page.getByLabel('WebSocket address of your CSMS').fill('ws://CP-1:secret@127.0.0.1:1/ocpp/CP-1');
    await visitor.button('Connect to my CSMS').click();
    const problem = visitor.page.getByTestId('connection-problem');
    await problem.getByText('The server wants other credentials.').waitFor();
    await problem.getByText('401 Unauthorized').waitFor();
    await expect(problem.getByText('Possible causes').count()).resolves.toBe(0);
    expect(asked[0]).toEqual({
      url: 'ws://127.0.0.1:1/ocpp/CP-1',
      subprotocols: ['ocpp1.6'],
      basic: { username: 'CP-1', password: 'secret' },
    });
    await visitor.button('Let it try again').click();
    await visitor.button('Let it try again').waitFor();
    expect(asked.length).toBeGreaterThan(1);
  });

  it('asks for a certificate', async () => {
    await visitor.tryItNow();
    await visitor.openTab('Certificates');
    await visitor.region('Trusted roots').getByText('None.').waitFor();
    await visitor.button('Ask for a new certificate').click();
    await visitor.region('Own certificate').getByText('A request is on its way').waitFor();
    expect(await visitor.sent('SignCertificate')).toHaveLength(1);
  });

  it('offers a newer release, and loads it only when asked', async () => {
    await visitor.tryItNow();
    const newer = readFileSync(join(dist, 'index.html'), 'utf8').replace(/\/assets\/index-/, '/assets/index-newer-');
    await visitor.page.route(
      visitor.server.origin,
      (route) => route.fulfill({ contentType: 'text/html', body: newer }),
      {
        times: 1,
      },
    );
    await visitor.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await visitor.page.getByText('A newer release of this page is there.').waitFor();
    await visitor.button('Later').click();
    await visitor.status('Charging');
  });
});
