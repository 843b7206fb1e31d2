// What goes wrong at the edges of the whole: a wrong environment at the start, a CSMS that refuses the page's station.
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { describeWith, freePort, launchChromium, picture } from '@simulator/test-services';
import type { Browser, Page } from 'playwright-core';
import { spawnApi, startApi } from './api-process.js';
import type { ApiProcess } from './api-process.js';
import { openPage } from './watched-page.js';

jest.setTimeout(180_000);

describe('an environment that cannot work is one line and exit code 1', () => {
  test.each([
    ['no URL at all', 'not a url'],
    ['another database', 'postgres://u:p@127.0.0.1/db'],
    ['nobody listens', 'mysql://u:p@127.0.0.1:1/db'],
  ])('DATABASE_URL: %s', async (_, url) => {
    const { code, stderr } = await (await spawnApi({ DATABASE_URL: url })).exited;
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('DATABASE_URL');
    expect(stderr).not.toContain('u:p@');
    expect(code).toBe(1);
  });

  test('the port is in use', async () => {
    const other = createTcpServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await (await spawnApi({ PORT: String(port) })).exited;
    await new Promise((resolve) => other.close(resolve));
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(String(port));
    expect(stderr).toContain('PORT');
    expect(code).toBe(1);
  });

  test('SIGTERM ends the server in order', async () => {
    const api = await startApi();
    const { code, stderr } = await api.stop();
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });
});

describeWith(
  'Chromium',
  'a CSMS that refuses: the page says what the browser knows, what the API finds in its place, and what to do',
  () => {
    let api: ApiProcess;
    let browser: Browser;
    let refusing: Server;

    beforeAll(async () => {
      api = await startApi();
      browser = await launchChromium();
      refusing = createServer();
      refusing.on('upgrade', (_, socket) => {
        // Who has read the refusal may reset the connection.
        socket.on('error', () => {});
        socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n');
      });
      await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
    });

    afterAll(async () => {
      await browser?.close();
      await api?.stop();
      await new Promise((resolve) => refusing.close(resolve));
    });

    /** The explanation, once it says this. */
    async function explanationOf(page: Page, url: string, finding: string): Promise<string> {
      await page.goto('/');
      await page.getByRole('textbox').first().fill(url);
      await page.getByRole('button', { name: 'Connect' }).first().click();
      const panel = page.getByTestId('connection-problem');
      await panel.getByText(finding).first().waitFor();
      return panel.first().innerText();
    }

    test.each([
      ['refuses the handshake with 401', '401 Unauthorized', async () => (refusing.address() as AddressInfo).port],
      ['does not listen', 'refuses the connection', freePort],
    ])('that %s', async (name, finding, portOf) => {
      const port = await portOf();
      const { page, context, problems } = await openPage(browser, api.origin);
      const text = await explanationOf(page, `ws://127.0.0.1:${port}/ocpp/E2E-1`, finding);
      await picture(page, `csms-${name.replaceAll(' ', '-')}`);
      expect(text).toContain(`127.0.0.1:${port}`);
      for (const part of ['Known', '1006', 'never opened', 'What the server behind this page finds', 'try again']) {
        expect(text.toLowerCase()).toContain(part.toLowerCase());
      }
      // What was found is no guess.
      expect(text.toLowerCase()).not.toContain('possible causes');
      // Chromium itself reports the refused WebSocket; the page must bear it.
      expect(problems.filter((problem) => !problem.includes('WebSocket connection to'))).toEqual([]);
      expect(await page.getByTestId('connection-problem').isVisible()).toBe(true);
      await context.close();
    });
  },
);
