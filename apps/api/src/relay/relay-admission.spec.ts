// Who may use the relay, and how much of it.
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { WebSocket } from 'ws';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest } from '../../test/api-under-test.js';
import { started } from '../../test/connection-attempts.js';
import { startFarCsms } from '../../test/far-csms.js';
import { rawUpgrade } from '../../test/raw-upgrade.js';
import { RelayPage } from '../../test/relay-page.js';
import { TestStation, until } from '../../test/test-station.js';
import { Slots } from '../outbound/slots.js';
import { RelayGateway } from './relay.gateway.js';

const PATH = '/api/v1/relay';
const OFFER = { 'Sec-WebSocket-Protocol': 'station-relay.v1' };
const ROOT = 'root-key-of-more-than-32-characters';

/** What the upgrade is answered: its status, and what its problem says. */
async function upgrade(api: ApiUnderTest, headers: Record<string, string> = {}) {
  const answer = await rawUpgrade(api.origin, PATH, { ...OFFER, ...headers }, 0);
  const { detail = '' } = (answer.status === 101 ? {} : JSON.parse(answer.rest.toString())) as { detail?: string };
  return { status: answer.status, detail, headers: answer.headers };
}

describe('without a login on loopback', () => {
  let api: ApiUnderTest;
  let gateway: RelayGateway;
  const pages: RelayPage[] = [];
  beforeAll(async () => {
    api = await startApi('SQLite', { ALLOWED_ORIGINS: 'https://simulator.example' });
    gateway = api.app.get(RelayGateway);
  });
  afterEach(() => Promise.all(pages.splice(0).map((page) => page.close())));
  afterAll(() => api.stop());

  test('a program, the own page and a page of ALLOWED_ORIGINS are let in; the subprotocol says which relay it is', async () => {
    const { status, headers } = await upgrade(api);
    expect({ status, protocol: headers['sec-websocket-protocol'] }).toEqual({
      status: 101,
      protocol: 'station-relay.v1',
    });
    expect((await upgrade(api, { Origin: api.origin })).status).toBe(101);
    expect((await upgrade(api, { Origin: 'https://simulator.example' })).status).toBe(101);
  });

  test.each([
    ['a page of another site', { Origin: 'https://evil.example' }],
    ['a page on another port of this machine', { Origin: 'http://127.0.0.1:1' }],
    ['a sandboxed page', { Origin: 'null' }],
    [
      'a page whose name was made to point here (DNS rebinding)',
      { Origin: 'http://evil.example', Host: 'evil.example' },
    ],
  ])('%s → 403', async (_what, headers) => {
    expect(await upgrade(api, headers)).toMatchObject({
      status: 403,
      detail: expect.stringContaining('ALLOWED_ORIGINS'),
    });
  });

  test.each<[string, Record<string, string>, number]>([
    ['no subprotocol', { 'Sec-WebSocket-Protocol': '' }, 400],
    ['a relay of another version', { 'Sec-WebSocket-Protocol': 'station-relay.v9' }, 400],
    ['something else than a WebSocket', { Upgrade: 'h2c' }, 400],
  ])('%s → %i', async (_what, headers, status) => {
    expect((await upgrade(api, headers)).status).toBe(status);
  });

  test('a plain GET → 426; other paths below it and stations go where they went before', async () => {
    const { headers, text } = await supertest(api.server).get(PATH).expect(426);
    expect(headers['upgrade']).toBe('websocket');
    expect(JSON.parse(text).detail).toMatch(/station-relay\.v1/);
    expect((await rawUpgrade(api.origin, `${PATH}/x`)).status).toBe(404);
    const station = await TestStation.connect(api.origin, '/ocpp/BESIDE');
    expect(await station.call('Heartbeat', {})).toHaveProperty('currentTime');
    await station.close();
  });

  test('so many pages of one user, so many connections of theirs: more are refused, and free ones are given again', async () => {
    gateway.pageSlots = new Slots(2, 9);
    gateway.upstreamSlots = new Slots(3, 9);
    const csms = await started(startFarCsms());
    const [one, two] = [await RelayPage.connect(api.origin), await RelayPage.connect(api.origin)] as const;
    pages.push(one, two);
    expect(await upgrade(api)).toMatchObject({ status: 429, detail: expect.stringMatching(/Too many pages/) });
    for (const id of ['a', 'b']) await one.open(id, csms.origin);
    await two.open('a', csms.origin);
    expect(await two.open('b', csms.origin)).toMatchObject({
      type: 'failed',
      report: { verdict: 'tooManyConnections' },
    });
    one.send({ type: 'close', id: 'a' });
    await one.next('a', 'closed');
    await until(() => gateway.upstreamSlots.taken === 2, 'it is given back');
    expect((await two.open('b', csms.origin)).type).toBe('opened');
    await one.close();
    await until(() => gateway.pageSlots.taken === 1, 'the page is gone');
    expect((await upgrade(api)).status).toBe(101);
  });
});

describe('AUTH_MODE=api-key', () => {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await startApi('SQLite', { AUTH_MODE: 'api-key', ROOT_API_KEY: ROOT });
  });
  afterAll(() => api.stop());

  const keyOf = async (role: string): Promise<string> => {
    const request = supertest(api.server).post('/api/v1/api-keys').set('Authorization', `Bearer ${ROOT}`);
    return (await request.send({ name: role, role }).expect(201)).body.key as string;
  };

  test('without a token, or with a wrong one → 401 with a challenge, before any handshake', async () => {
    const without = await upgrade(api);
    expect(without).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer realm="CSMS API"' } });
    expect((await upgrade(api, { Authorization: 'Bearer wrong' })).headers['www-authenticate']).toMatch(
      /invalid_token/,
    );
    expect((await upgrade(api, { Authorization: 'Basic QTpi' })).status).toBe(401);
  });

  test('a viewer → 403, an operator is let in; neither when the page is of another origin', async () => {
    const viewer = { Authorization: `Bearer ${await keyOf('viewer')}` };
    const operator = { Authorization: `Bearer ${await keyOf('operator')}` };
    expect(await upgrade(api, viewer)).toMatchObject({ status: 403, detail: expect.stringMatching(/role operator/) });
    expect((await upgrade(api, operator)).status).toBe(101);
    expect((await upgrade(api, { ...operator, Origin: 'https://evil.example' })).status).toBe(403);
    await supertest(api.server).get(PATH).expect(401);
    await supertest(api.server).get(PATH).set(viewer).expect(403);
  });

  test('only public addresses, whatever they look like: `failed` says so', async () => {
    const page = await RelayPage.connect(api.origin, { headers: { Authorization: `Bearer ${ROOT}` } });
    const own = new URL(api.origin).port;
    for (const host of [
      '127.0.0.1',
      'localhost',
      '2130706433',
      '0x7f.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '169.254.169.254',
    ]) {
      const frame = await page.open('a', `ws://${host}:${own}/ocpp/X`);
      expect(frame).toMatchObject({ type: 'failed', report: { verdict: 'targetRefused', address: null } });
    }
    await page.close();
  });

  test('a peer that hangs up while it is asked who it is harms nobody', async () => {
    for (let index = 0; index < 20; index += 1) {
      const url = `${api.origin.replace('http', 'ws')}${PATH}`;
      const socket = new WebSocket(url, ['station-relay.v1'], { headers: { Authorization: `Bearer ${ROOT}` } });
      socket.on('error', () => {});
      setTimeout(() => socket.terminate(), index);
      await new Promise((resolve) => socket.on('close', resolve));
    }
    await until(() => api.app.get(RelayGateway).pageSlots.taken === 0, 'no slot is lost');
  });
});

test('OUTBOUND_CONNECTIONS=off → 403, for the upgrade and for who asks before', async () => {
  const api = await startApi('SQLite', { OUTBOUND_CONNECTIONS: 'off' });
  expect(await upgrade(api)).toMatchObject({ status: 403, detail: expect.stringMatching(/turned off/) });
  await supertest(api.server).get(PATH).expect(403);
  await api.stop();
});
