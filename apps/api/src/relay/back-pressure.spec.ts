// Nobody who reads slowly makes the server hold what others send: it stops reading from them, and the network tells them.
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { WebSocket } from 'ws';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest } from '../../test/api-under-test.js';
import { started } from '../../test/connection-attempts.js';
import { startFarCsms } from '../../test/far-csms.js';
import type { FarCsms } from '../../test/far-csms.js';
import { RelayPage } from '../../test/relay-page.js';
import { until } from '../../test/test-station.js';
import { RelayGateway } from './relay.gateway.js';

const KIB = 1024;
/** More in sum than the buffers of the operating system take. */
const COUNT = 250;
const SIZE = 100 * KIB;
const numbered = (index: number): string => String(index).padEnd(SIZE, 'x');

let api: ApiUnderTest;
let gateway: RelayGateway;
let page: RelayPage;
beforeAll(async () => {
  api = await startApi();
  gateway = api.app.get(RelayGateway);
  gateway.limits = {
    ...gateway.limits,
    page: { high: 256 * KIB, low: 64 * KIB },
    upstream: { high: 256 * KIB, low: 64 * KIB, total: 1024 * KIB * KIB },
    stallMs: 1000,
  };
});
afterEach(() => page.close());
afterAll(() => api.stop());

/** A server that hands out its sockets. */
async function silentCsms(): Promise<FarCsms & { sockets: WebSocket[] }> {
  const sockets: WebSocket[] = [];
  const csms = await started(startFarCsms({ connected: (socket) => void sockets.push(socket) }));
  return Object.assign(csms, { sockets });
}

/** The most that the server has held at once within a second, or longer where the machine stands still. */
async function mostHeld(): Promise<number> {
  let most = 0;
  for (let look = 0; look < 200; look += 1) {
    most = Math.max(most, gateway.bufferedBytes);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return most;
}
/** What the limits allow, what was read already when they were reached, and no more. */
const BEARABLE = 4 * KIB * KIB;

describe('a page that does not read', () => {
  test('stops the servers from sending; when it reads again all comes, in order', async () => {
    const csms = await silentCsms();
    page = await RelayPage.connect(api.origin);
    await page.open('a', csms.origin);
    page.socket.pause();
    for (let index = 0; index < COUNT; index += 1) csms.sockets[0]?.send(numbered(index));
    await until(() => gateway.bufferedBytes > 64 * KIB, 'the page holds things up');
    expect(await mostHeld()).toBeLessThan(BEARABLE);
    expect(gateway.bufferedBytes).toBeGreaterThan(64 * KIB);
    page.socket.resume();
    await until(() => page.frames.length === COUNT, 'all have come');
    expect(page.frames.map(({ text }) => Number.parseInt(text as string, 10))).toEqual([...Array(COUNT).keys()]);
    await until(() => gateway.bufferedBytes === 0, 'nothing is held any more');
  });

  test('is not asked for more either: what it says waits as well', async () => {
    const csms = await silentCsms();
    page = await RelayPage.connect(api.origin);
    await page.open('a', csms.origin);
    let heard = 0;
    csms.sockets[0]?.on('message', () => (heard += 1));
    page.socket.pause();
    for (let index = 0; index < COUNT; index += 1) csms.sockets[0]?.send(numbered(index));
    await until(() => gateway.bufferedBytes > 256 * KIB, 'the page holds things up');
    page.send({ type: 'send', id: 'a', text: 'later' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(heard).toBe(0);
    page.socket.resume();
    await until(() => heard === 1, 'it is heard');
  });
});

describe('a server that does not read', () => {
  const flood = (id: string): void => {
    for (let index = 0; index < COUNT; index += 1) page.send({ type: 'send', id, text: numbered(index) });
  };

  test('stops the page from sending; when it reads again all comes, in order', async () => {
    const { stallMs } = gateway.limits;
    gateway.limits.stallMs = 60_000;
    const csms = await silentCsms();
    page = await RelayPage.connect(api.origin);
    await page.open('a', csms.origin);
    const [far] = csms.sockets as [WebSocket];
    const heard: number[] = [];
    far.on('message', (data: Buffer) => heard.push(Number.parseInt(data.subarray(0, 9).toString(), 10)));
    far.pause();
    flood('a');
    expect(await mostHeld()).toBeLessThan(BEARABLE);
    expect(page.socket.bufferedAmount).toBeGreaterThan(0);
    far.resume();
    await until(() => heard.length === COUNT, 'all have come');
    gateway.limits.stallMs = stallMs;
    expect(heard).toEqual([...Array(COUNT).keys()]);
  });

  test('for too long is dropped, and the other stations of the page go on', async () => {
    const deaf = await silentCsms();
    const echoing = await started(startFarCsms());
    page = await RelayPage.connect(api.origin);
    await page.open('deaf', deaf.origin);
    await page.open('lively', echoing.origin);
    deaf.sockets[0]?.pause();
    flood('deaf');
    page.send({ type: 'send', id: 'lively', text: 'hello' });
    const closed = await page.next('deaf', 'closed');
    expect(closed).toMatchObject({ code: 1006, reason: 'The server has read nothing for 1 s' });
    expect((await page.next('lively', 'message')).text).toBe('hello');
  });

  test('many, each with a little: the slowest are dropped until all of it is bearable', async () => {
    const { upstream } = gateway.limits;
    gateway.limits.upstream = { high: COUNT * SIZE, low: 0, total: 2 * KIB * KIB };
    const deaf = await silentCsms();
    const echoing = await started(startFarCsms());
    page = await RelayPage.connect(api.origin);
    await page.open('lively', echoing.origin);
    for (const id of ['1', '2']) await page.open(id, deaf.origin);
    for (const socket of deaf.sockets) socket.pause();
    flood('1');
    flood('2');
    page.send({ type: 'send', id: 'lively', text: 'hello' });
    expect((await page.next('lively', 'message')).text).toBe('hello');
    expect(page.frames.some(({ type }) => type === 'closed')).toBe(true);
    gateway.limits.upstream = upstream;
  });
});
