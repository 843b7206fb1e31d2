import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect } from 'node:net';
import { once } from 'node:events';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest } from '../../test/api-under-test.js';
import { rawUpgrade } from '../../test/raw-upgrade.js';
import { boot, TestStation } from '../../test/test-station.js';
import { ConnectionRegistry } from './connection-registry.js';

let api: ApiUnderTest;
let bystander: TestStation;

beforeAll(async () => {
  api = await startApi();
  bystander = await TestStation.connect(api.origin, '/ocpp/BYSTANDER');
});
afterAll(() => api.stop());

const connected = (id: string): boolean => api.app.get(ConnectionRegistry).get(id) !== undefined;
const serverLives = async (): Promise<void> => {
  expect(await bystander.call('Heartbeat', {})).toHaveProperty('currentTime');
};

describe('what an upgrade request is answered', () => {
  test.each([
    ['a malformed percent escape', '/ocpp/%zz', 400],
    ['a cut-off percent escape', '/ocpp/abc%2', 400],
    ['an escape that is no UTF-8', '/ocpp/%C3%28', 400],
    ['a malformed escape outside the OCPP path', '/%E0%A4%A', 404],
    ['no identity', '/ocpp/', 404],
    ['no identity and no slash', '/ocpp', 404],
    ['an identity of two segments', '/ocpp/a/b', 404],
    ['an encoded slash', '/ocpp/a%2Fb', 400],
    ['a control character', '/ocpp/a%00b', 400],
    ['a relative path', '/ocpp/..', 400],
    ['spaces only', '/ocpp/%20', 400],
    ['an identity of 49 characters', `/ocpp/${'x'.repeat(49)}`, 400],
    ['another path', '/elsewhere/CS-1', 404],
    ['the path of REST', '/api/v1/stations', 404],
    ['an absolute URL as target', 'http://example.org/ocpp/CS-1', 404],
  ])('%s: %s → %i', async (_what, target, status) => {
    const answer = await rawUpgrade(api.origin, target);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(answer.rest.toString())).toMatchObject({ status, detail: expect.any(String) });
    await serverLives();
  });

  test('an identity of 48 characters, of spaces and of other scripts is served', async () => {
    for (const id of ['x'.repeat(48), 'CS 1', 'Ladesäule-7', '充電']) {
      const station = await TestStation.connect(api.origin, `/ocpp/${encodeURIComponent(id)}`);
      expect(await station.call('BootNotification', boot)).toMatchObject({ status: 'Accepted' });
      expect(connected(id)).toBe(true);
      await station.close();
    }
  });

  test('a query in the URL is no part of the identity', async () => {
    const station = await TestStation.connect(api.origin, '/ocpp/QUERY?a=b/c');
    expect(connected('QUERY')).toBe(true);
    await station.close();
  });

  test('an upgrade to something else than a WebSocket → 400', async () => {
    expect((await rawUpgrade(api.origin, '/ocpp/CS-1', { Upgrade: 'h2c' })).status).toBe(400);
  });

  test('a WebSocket handshake without a key → 400', async () => {
    const answer = await rawUpgrade(api.origin, '/ocpp/CS-1', {
      'Sec-WebSocket-Protocol': 'ocpp1.6',
      'Sec-WebSocket-Key': '',
    });
    expect(answer.status).toBe(400);
  });

  test('a peer that hangs up in the middle of the handshake harms nobody', async () => {
    const { port } = new URL(api.origin);
    for (let index = 0; index < 20; index += 1) {
      const socket = connect(Number(port), '127.0.0.1');
      await once(socket, 'connect');
      socket.write('GET /ocpp/HANGUP HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      socket.resetAndDestroy();
    }
    await serverLives();
  });

  test('a plain GET → 426', async () => {
    const response = await fetch(`${api.origin}/ocpp/CS-1`);
    expect(response.status).toBe(426);
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
  });
});

describe('subprotocols (OCPP-J 1.6 §3.1.2)', () => {
  test.each([
    ['none', {}],
    ['one that is not served', { 'Sec-WebSocket-Protocol': 'ocpp2.0.1' }],
    ['an unknown one', { 'Sec-WebSocket-Protocol': 'mqtt, ocpp1.7' }],
  ])('%s: the handshake is completed without Sec-WebSocket-Protocol, then closed with 1002', async (_what, headers) => {
    const answer = await rawUpgrade(api.origin, '/ocpp/PROTOCOL', headers, 4);
    expect(answer.status).toBe(101);
    expect(answer.headers).not.toHaveProperty('sec-websocket-protocol');
    // A close frame: FIN and opcode 8, its length, then the code.
    expect(answer.rest[0]).toBe(0x88);
    expect(answer.rest.readUInt16BE(2)).toBe(1002);
    expect(connected('PROTOCOL')).toBe(false);
    expect((await fetch(`${api.origin}/api/v1/stations/PROTOCOL`)).status).toBe(404);
    await serverLives();
  });

  test('ours is chosen wherever it stands in the offer', async () => {
    const station = await TestStation.connect(api.origin, '/ocpp/OFFER', ['ocpp2.1', 'ocpp1.6', 'ocpp1.5']);
    expect(station.socket.protocol).toBe('ocpp1.6');
    await station.close();
  });
});

describe('UNKNOWN_STATIONS=refuse', () => {
  test('an unknown identity is answered 404 (OCPP-J 1.6 §3.1.1), a known one is served', async () => {
    const strict = await startApi('SQLite', { UNKNOWN_STATIONS: 'refuse' });
    try {
      expect((await rawUpgrade(strict.origin, '/ocpp/STRANGER')).status).toBe(404);
      const demo = (await (await fetch(`${strict.origin}/api/v1/demo-sessions`, { method: 'POST' })).json()) as {
        ocppPath: string;
      };
      const station = await TestStation.connect(strict.origin, demo.ocppPath);
      expect(await station.call('BootNotification', boot)).toMatchObject({ status: 'Accepted' });
    } finally {
      await strict.stop();
    }
  });
});

describe('UNKNOWN_STATIONS=pending', () => {
  test('an unknown station may connect, and waits for a person (OCPP 1.6 §4.2)', async () => {
    const waiting = await startApi('SQLite', { UNKNOWN_STATIONS: 'pending', BOOT_RETRY_INTERVAL_S: '7' });
    try {
      const station = await TestStation.connect(waiting.origin, '/ocpp/STRANGER');
      expect(await station.call('BootNotification', boot)).toMatchObject({ status: 'Pending', interval: 7 });
      const accept = { method: 'PATCH', body: '{"registration":"Accepted"}' };
      const headers = { 'Content-Type': 'application/json' };
      const edited = await fetch(`${waiting.origin}/api/v1/stations/STRANGER`, { ...accept, headers });
      expect(edited.status).toBe(200);
      expect(await station.call('BootNotification', boot)).toMatchObject({ status: 'Accepted' });
    } finally {
      await waiting.stop();
    }
  });
});

describe('messages that are no frames', () => {
  test.each([
    ['bad JSON', '{bad', '-1'],
    ['no array', '{"a":1}', '-1'],
    ['an empty array', '[]', '-1'],
    ['a CALL without a payload', '[2,"id-1","Heartbeat"]', 'id-1'],
    ['a CALL whose payload is no object', '[2,"id-2","Heartbeat",[]]', 'id-2'],
    ['an unknown message type', '[7,"id-3",{}]', 'id-3'],
  ])('%s is answered with FormationViolation, and the connection stays', async (_what, text, messageId) => {
    const station = await TestStation.connect(api.origin, '/ocpp/SLOPPY');
    station.sendText(text);
    expect(await station.next()).toEqual([4, messageId, 'FormationViolation', expect.any(String), {}]);
    expect(await station.call('Heartbeat', {})).toHaveProperty('currentTime');
    await station.close();
    await serverLives();
  });

  test.each([
    ['a CALLRESULT for nothing', '[3,"nothing",{}]'],
    ['a CALLERROR for nothing', '[4,"nothing","GenericError","",{}]'],
    ['a malformed CALLRESULT', '[3,"nothing"]'],
    ['an empty message', ''],
  ])('%s is not answered', async (_what, text) => {
    const station = await TestStation.connect(api.origin, '/ocpp/SLOPPY');
    station.sendText(text);
    await station.call('Heartbeat', {});
    expect(station.received).toHaveLength(1);
    await station.close();
  });

  test('a message above 1 MiB ends its own connection with 1009', async () => {
    const station = await TestStation.connect(api.origin, '/ocpp/HUGE');
    const closed = station.closed();
    station.sendText('x'.repeat(1024 * 1024 + 1));
    expect(await closed).toBe(1009);
    await serverLives();
  });
});

describe('CALLs that are refused', () => {
  test.each([
    ['an unknown action', 'Nonsense', {}, 'NotImplemented'],
    ['a name of an object member', 'constructor', {}, 'NotImplemented'],
    ['an action that a station receives', 'RemoteStartTransaction', { idTag: 'T' }, 'NotSupported'],
    ['an unknown field', 'Heartbeat', { x: 1 }, 'FormationViolation'],
    ['a missing field', 'Authorize', {}, 'OccurenceConstraintViolation'],
    ['a wrong type', 'Authorize', { idTag: 1 }, 'TypeConstraintViolation'],
    [
      'a value that is not in the list',
      'StatusNotification',
      { connectorId: 1, errorCode: 'NoError', status: 'Odd' },
      'PropertyConstraintViolation',
    ],
    ['a text that is too long', 'Authorize', { idTag: 'x'.repeat(21) }, 'PropertyConstraintViolation'],
  ])('%s → %s %j → %s (OCPP-J 1.6 §4.2.3)', async (_what, action, payload, errorCode) => {
    const station = await TestStation.connect(api.origin, '/ocpp/REFUSED');
    const answer = await station.call(action, payload);
    expect(answer.slice(0, 3)).toEqual([4, 'm0', errorCode]);
    expect(answer).toHaveLength(5);
    await station.close();
  });
});

describe('what goes out', () => {
  test('the JSON is compact, and nothing is sent that nobody asked for', async () => {
    const station = await TestStation.connect(api.origin, '/ocpp/QUIET');
    station.send([2, 'b', 'BootNotification', boot]);
    const text = await station.nextText();
    expect(text).toBe(JSON.stringify(JSON.parse(text)));
    expect(JSON.parse(text)).toEqual([3, 'b', { status: 'Accepted', currentTime: expect.any(String), interval: 300 }]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(station.received).toHaveLength(1);
    await station.close();
  });
});

test('a stop closes the sockets with 1012 and does not hang on them', async () => {
  const other = await startApi();
  const station = await TestStation.connect(other.origin, '/ocpp/CS-1');
  const deaf = await TestStation.connect(other.origin, '/ocpp/CS-2');
  deaf.socket.pause();
  const closed = station.closed();
  const started = Date.now();
  await other.stop();
  expect(await closed).toBe(1012);
  // Two seconds for the deaf; a WebSocket by itself waits for thirty.
  expect(Date.now() - started).toBeLessThan(15_000);
  deaf.socket.terminate();
});
