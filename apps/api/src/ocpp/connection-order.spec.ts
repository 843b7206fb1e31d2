// Who is connected, and in which order it is answered: on every database, since each CALL waits for it.
import { connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import { WebSocket } from 'ws';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest, DatabaseKind } from '../../test/api-under-test.js';
import { boot, TestStation, until } from '../../test/test-station.js';
import { ConnectionRegistry } from './connection-registry.js';

function orderSuite(kind: DatabaseKind): void {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await startApi(kind);
  });
  afterAll(() => api.stop());

  const connected = (id: string): boolean => api.app.get(ConnectionRegistry).get(id) !== undefined;

  describe('a duplicate identity', () => {
    test('the newest socket wins, the old one is closed with 1008, and its end does not remove the new one', async () => {
      const old = await TestStation.connect(api.origin, '/ocpp/TWIN');
      const oldClosed = old.closed();
      const young = await TestStation.connect(api.origin, '/ocpp/TWIN');
      expect(await oldClosed).toBe(1008);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(connected('TWIN')).toBe(true);
      expect(await young.call('Heartbeat', {})).toHaveProperty('currentTime');
      await young.close();
      await until(() => !connected('TWIN'), 'the station is gone');
    });

    test('an old socket that does not react is cut off', async () => {
      const old = await TestStation.connect(api.origin, '/ocpp/STUCK');
      // It reads nothing any more, so it never sees the close frame.
      old.socket.pause();
      const young = await TestStation.connect(api.origin, '/ocpp/STUCK');
      expect(await young.call('Heartbeat', {})).toHaveProperty('currentTime');
      old.socket.resume();
      await until(() => old.socket.readyState === WebSocket.CLOSED, 'the old socket is closed');
      expect(connected('STUCK')).toBe(true);
      await young.close();
    });
  });

  describe('order', () => {
    test('pipelined CALLs are answered in the order in which they came, also the malformed one among them', async () => {
      const station = await TestStation.connect(api.origin, '/ocpp/PIPELINE');
      station.send([2, '0', 'BootNotification', boot]);
      station.send([2, '1', 'StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' }]);
      station.send([2, '2', 'Heartbeat']);
      station.send([2, '3', 'Nonsense', {}]);
      station.send([2, '4', 'Heartbeat', {}]);
      const ids = [];
      for (let index = 0; index < 5; index += 1) ids.push((await station.next())[1]);
      expect(ids).toEqual(['0', '1', '2', '3', '4']);
      await station.close();
    });

    test('more pipelined CALLs than may wait at once are all answered, in order', async () => {
      const station = await TestStation.connect(api.origin, '/ocpp/FLOOD');
      const count = 500;
      for (let index = 0; index < count; index += 1) station.send([2, String(index), 'Heartbeat', {}]);
      for (let index = 0; index < count; index += 1) expect((await station.next())[1]).toBe(String(index));
      await station.close();
    });

    test('the same message id twice in flight is answered twice', async () => {
      const station = await TestStation.connect(api.origin, '/ocpp/REPEAT');
      station.sendText('[2,"same","Heartbeat",{}]');
      station.sendText('[2,"same","Heartbeat",{}]');
      expect((await station.next()).slice(0, 2)).toEqual([3, 'same']);
      expect((await station.next()).slice(0, 2)).toEqual([3, 'same']);
      await station.close();
    });

    test('a frame that comes in one packet with the handshake is answered', async () => {
      const { port } = new URL(api.origin);
      const socket = connect(Number(port), '127.0.0.1');
      await once(socket, 'connect');
      const call = Buffer.from('[2,"early","Heartbeat",{}]');
      // Masked with zeros, which leaves the payload as it is.
      const frame = Buffer.concat([Buffer.from([0x81, 0x80 | call.length, 0, 0, 0, 0]), call]);
      const request =
        'GET /ocpp/EARLY HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ocpp1.6\r\n\r\n';
      socket.write(Buffer.concat([Buffer.from(request), frame]));
      let bytes = '';
      socket.on('data', (chunk: Buffer) => (bytes += chunk.toString('latin1')));
      await until(() => bytes.includes('[3,"early",{"currentTime"'), 'the early CALL is answered');
      socket.destroy();
    });
  });
}

describe('connections on SQLite', () => orderSuite('SQLite'));
describeWith('MariaDB', 'connections on MariaDB', () => orderSuite('MariaDB'));
