// The whole login in real Chromium: the local edge with the function, a real OpenID Connect provider, an API that echoes.
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { describeWith, freePort, launchChromium, PATIENCE_MS } from '@simulator/test-services';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { WebSocketServer } from 'ws';
import { edgeConfigSchema } from '../src/config/edge-config.js';
import { createLocalEdge } from '../src/local-edge/server.js';
import { createLocalIdp } from '../src/local-idp/local-idp.js';
import { createHandler } from '../src/viewer-request/create-handler.js';
import { oidcVariant } from '../src/viewer-request/oidc/oidc-login.js';
import { readSecretFile } from '../src/viewer-request/secrets/read-secret-file.js';
import { withoutHurry } from './no-hurry.js';

jest.setTimeout(180_000);
withoutHurry();

const AUDIENCE = 'urn:simulator:api';
const [LONG_TTL_S, SHORT_TTL_S] = [900, 5];
const folder = mkdtempSync(join(tmpdir(), 'edge-login-'));

describeWith('Chromium', 'the login in a browser', () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let servers: Server[];
  let edge: string;
  let idp: string;
  let api: { seen: IncomingMessage[]; server: Server };
  let options: Parameters<typeof createLocalIdp>[0];

  beforeAll(async () => {
    mkdirSync(join(folder, 'assets'));
    writeFileSync(
      join(folder, 'index.html'),
      '<!doctype html><title>simulator</title><h1>The page</h1><a href="/auth/logout">Sign out</a>',
    );
    writeFileSync(join(folder, 'assets', 'index-abc.js'), 'export {};');
    const secret = join(folder, 'secret.json');
    writeFileSync(secret, JSON.stringify({ sessionKey: 'of a test, with more than 32 characters' }));

    api = echo();
    const [edgePort, idpPort] = [await freePort(), await freePort()];
    await listen(api.server, 0);
    // Two sites, as with Cognito: what is allowed between ports of one host would not be there.
    [edge, idp] = [`http://localhost:${edgePort}`, `http://127.0.0.1:${idpPort}`];
    const user = (role: string) => ({ password: `${role}-password`, roles: [role] });
    options = {
      issuer: idp,
      clientId: 'simulator-page',
      audience: AUDIENCE,
      origins: [edge],
      users: { viewer: user('viewer'), operator: user('operator') },
      accessTokenTtlS: LONG_TTL_S,
    };
    const config = edgeConfigSchema.parse({
      origins: ['http://localhost:*'],
      secret: { file: secret },
      login: {
        kind: 'oidc',
        issuer: idp,
        clientId: 'simulator-page',
        authorizationParameters: { resource: AUDIENCE },
        audienceClaim: 'aud',
        audience: AUDIENCE,
        rolesClaim: 'roles',
        logout: 'end-session',
      },
    });
    const viewerRequest = createHandler(config, { login: oidcVariant, readSecret: readSecretFile });
    const upstreamUrl = `http://127.0.0.1:${portOf(api.server)}`;
    const edgeServer = createLocalEdge({
      viewerRequest,
      page: { dir: folder },
      upstreamUrl,
      apiHost: 'api.localhost',
      tls: null,
    });
    await listen(edgeServer, edgePort);
    const idpServer = await listen(createServer(), idpPort);
    const respond = createLocalIdp(options).callback();
    idpServer.on('request', (message, response) => void respond(message, response));
    servers = [api.server, edgeServer, idpServer];
    // What the provider takes to start on a busy machine is not what a visitor waits for.
    await fetch(`${idp}/.well-known/openid-configuration`).then((response) => response.text());
    browser = await launchChromium();
    context = await browser.newContext();
    context.setDefaultTimeout(PATIENCE_MS);
    page = await context.newPage();
  });

  afterAll(async () => {
    await browser?.close();
    for (const server of servers ?? []) {
      server.closeAllConnections();
      server.close();
    }
    rmSync(folder, { recursive: true });
  });

  const signInAs = async (target: Page, user: string, password = `${user}-password`): Promise<void> => {
    await target.getByLabel('User name').fill(user);
    await target.getByLabel('Password').fill(password);
    await target.getByRole('button', { name: 'Sign in' }).click();
  };
  const accessToken = async (): Promise<string | undefined> =>
    (await context.cookies(edge)).find(({ name }) => name === '__Host-access')?.value;

  test('a visitor sees the provider’s form, not the page, and comes back to where they wanted to go', async () => {
    await page.goto(`${edge}/stations/X?tab=frames`);
    expect(new URL(page.url()).origin).toBe(idp);
    await signInAs(page, 'operator', 'wrong-password');
    await expect(page.getByRole('alert').innerText()).resolves.toContain('wrong');
    await signInAs(page, 'operator');
    await page.waitForURL(`${edge}/stations/X?tab=frames`);
    expect(await page.getByRole('heading').innerText()).toBe('The page');
  });

  test('scripts of the page see no token, in no cookie, and learn who is signed in', async () => {
    expect(await page.evaluate('document.cookie')).toBe('');
    expect(await page.evaluate("fetch('/auth/session').then((response) => response.json())")).toEqual({
      name: 'operator@simulator.test',
      roles: ['operator'],
      expiresInS: expect.any(Number),
      refreshInS: expect.any(Number),
    });
    for (const cookie of await context.cookies(edge)) {
      expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/', domain: 'localhost' });
    }
  });

  test('the API gets the bearer token of the provider and no cookie, by request and by WebSocket', async () => {
    const token = await accessToken();
    const status = await page.evaluate(
      "fetch('/api/v1/stations', { method: 'POST' }).then((response) => response.status)",
    );
    expect(status).toBe(200);
    const frame = await page.evaluate(`new Promise((resolve, reject) => {
      const socket = new WebSocket('/ocpp/DEMO-1', ['ocpp1.6']);
      socket.onmessage = ({ data }) => resolve(data);
      socket.onerror = () => reject(new Error('refused'));
    })`);
    expect(frame).toBe('/ocpp/DEMO-1');
    const [request, handshake] = api.seen.slice(-2);
    for (const seen of [request, handshake]) {
      expect(seen?.headers.authorization).toBe(`Bearer ${token ?? ''}`);
      expect(seen?.headers.cookie).toBeUndefined();
    }
    expect(claimsOf(token)).toMatchObject({
      iss: idp,
      aud: AUDIENCE,
      client_id: 'simulator-page',
      roles: ['operator'],
    });
  });

  test('a foreign page can neither post nor connect in the visitor’s name', async () => {
    const before = api.seen.length;
    const foreign = await context.newPage();
    await foreign.goto(`${idp}/.well-known/openid-configuration`);
    await foreign.setContent(`<form method="post" action="${edge}/api/v1/stations"><button>Win</button></form>`);
    await foreign.getByRole('button').click();
    await foreign.waitForURL(`${edge}/api/v1/stations`);
    expect(await foreign.innerText('body')).toContain('must come from the page itself');
    const opened = await foreign.evaluate(`new Promise((resolve) => {
      const socket = new WebSocket('${edge.replace('http', 'ws')}/ocpp/DEMO-1', ['ocpp1.6']);
      socket.onopen = () => resolve(true);
      socket.onerror = () => resolve(false);
    })`);
    expect(opened).toBe(false);
    expect(api.seen.length).toBe(before);
    await foreign.close();
  });

  test('a second browser without a session sees nothing but the login', async () => {
    const stranger = await (await browser.newContext()).newPage();
    for (const path of ['/', '/index.html', '/stations/X', '/api/docs', '/assets/index-abc.js', '/favicon.svg']) {
      await stranger.goto(`${edge}${path}`);
      expect(new URL(stranger.url()).origin).toBe(idp);
      const { status, body } = await stranger.request
        .get(`${edge}${path}`, { maxRedirects: 0 })
        .then(async (response) => ({ status: response.status(), body: await response.text() }));
      expect(status).toBe(401);
      expect(body).not.toMatch(/The page|export/);
    }
    await stranger.context().close();
  });

  test('the token is renewed before it ends, without a question and without a loop', async () => {
    options.accessTokenTtlS = SHORT_TTL_S;
    await context.clearCookies({ domain: 'localhost' });
    await page.goto(`${edge}/cars`);
    expect(page.url()).toBe(`${edge}/cars`);
    const old = await accessToken();
    options.accessTokenTtlS = LONG_TTL_S;
    const { iat, exp } = claimsOf(old);
    expect(exp - iat).toBe(SHORT_TTL_S);
    // Due when a fifth of its life is left; how long this test takes on a busy machine decides nothing.
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, iat * 1000 + SHORT_TTL_S * 800 - Date.now()) + 100));
    // It goes by itself after some seconds, within which nobody is sent to where they are.
    await context.clearCookies({ name: '__Host-just-signed-in' });
    await page.goto(`${edge}/cars?a=1`);
    expect(page.url()).toBe(`${edge}/cars?a=1`);
    const renewed = await accessToken();
    expect(renewed).not.toBe(old);
    const session = await page.evaluate<{ expiresInS: number }>(
      "fetch('/auth/refresh', { method: 'POST' }).then((response) => response.json())",
    );
    expect(session.expiresInS).toBeGreaterThan(800);
    // It was not due: nothing was asked of the provider.
    expect(await accessToken()).toBe(renewed);
  });

  test('the sign-out ends it here and at the provider: the next visit asks for the password again', async () => {
    const refreshToken = (await context.cookies(edge)).find(({ name }) => name === '__Host-refresh')?.value ?? '';
    await page.getByRole('link', { name: 'Sign out' }).click();
    await page.waitForURL(`${edge}/auth/signed-out`);
    expect(await context.cookies(edge)).toEqual([]);
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      client_id: 'simulator-page',
    });
    const used = await fetch(`${idp}/token`, { method: 'POST', body: form });
    expect(await used.json()).toMatchObject({ error: 'invalid_grant' });
    await page.getByRole('link', { name: 'Sign in again' }).click();
    await page.getByLabel('Password').waitFor();
    await signInAs(page, 'viewer');
    await page.waitForURL(`${edge}/`);
    const session = await page.evaluate("fetch('/auth/session').then((response) => response.json())");
    expect(session).toMatchObject({ name: 'viewer@simulator.test', roles: ['viewer'] });
  });
});

const claimsOf = (token: string | undefined): { iat: number; exp: number } =>
  JSON.parse(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString());
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function listen(server: Server, port: number): Promise<Server> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function echo(): { seen: IncomingMessage[]; server: Server } {
  const seen: IncomingMessage[] = [];
  const server = createServer((message, response) => {
    seen.push(message);
    response.end('{}');
  });
  const webSockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'ocpp1.6' });
  server.on('upgrade', (message, socket, head) => {
    seen.push(message);
    webSockets.handleUpgrade(message, socket, head, (webSocket) => webSocket.send(message.url ?? ''));
  });
  return { seen, server };
}
