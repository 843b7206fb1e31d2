// Against a real `ws` server on loopback, with the real clock.
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parseFrame } from '@simulator/ocpp';
import { carPresets } from '@simulator/station';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { FakeCsms } from '../../test/fake-csms.js';
import { definitionOf } from '../../test/world.js';
import type { HostedStation, NodeRunnerOptions, StationRunner } from './index.js';
import { startNodeRunner } from './index.js';

const open: { close(): Promise<void> }[] = [];
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'runner-'));
});

afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
  await rm(directory, { recursive: true, force: true });
});

async function runner(options: NodeRunnerOptions = {}): Promise<StationRunner> {
  const started = await startNodeRunner({ timelineLimit: 200, ...options });
  open.unshift({ close: () => started.stop() });
  return started;
}

interface TestServer {
  url: string;
  requests: IncomingMessage[];
}

async function serve(onSocket: (socket: WebSocket) => void, refuse?: (socket: Socket) => void): Promise<TestServer> {
  const server = createServer();
  const sockets = new WebSocketServer({ noServer: true });
  const requests: IncomingMessage[] = [];
  server.on('upgrade', (request, socket, head) => {
    requests.push(request);
    if (refuse !== undefined) return refuse(socket as Socket);
    sockets.handleUpgrade(request, socket, head, onSocket);
  });
  return { url: await listen(server, () => sockets.clients.forEach((client) => client.terminate())), requests };
}

async function listen(server: Server | ReturnType<typeof createTcpServer>, end: () => void): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () =>
      new Promise((resolve) => {
        end();
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ocpp`;
}

function answeringWith(csms: FakeCsms): (socket: WebSocket) => void {
  return (socket) =>
    socket.on('message', (data: Buffer) => {
      const frame = parseFrame(data.toString());
      if (frame.type === 'call') socket.send(JSON.stringify([3, frame.messageId, csms.serve(frame)]));
    });
}

async function until(condition: () => boolean, what: string): Promise<void> {
  for (let waited = 0; waited < 20_000; waited += 10) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`not within 20 s: ${what}`);
}

const failureOf = ({ station }: HostedStation) => station.connection.lastFailure;

describe('a station in Node', () => {
  test('boots over a real socket with its subprotocol, Basic credentials and headers', async () => {
    const { url, requests } = await serve(answeringWith(new FakeCsms()));
    const stations = await runner({ password: 'p:ä', headers: { 'X-Test': 'yes' } });
    const { station } = stations.add(definitionOf('S 1', url));
    await until(() => station.registration === 'accepted', 'boot');
    const { headers, url: path } = requests[0]!;
    expect(path).toBe('/ocpp/S%201');
    expect(headers['sec-websocket-protocol']).toBe('ocpp1.6');
    expect(headers['sec-websocket-extensions']).toBeUndefined();
    expect(headers['x-test']).toBe('yes');
    expect(Buffer.from(headers.authorization!.slice('Basic '.length), 'base64').toString()).toBe('S 1:p:ä');
  });

  test('a refusal names the HTTP status and what the server says about it', async () => {
    const body = '{"detail":"unknown   station"}';
    const refuse = (socket: Socket) =>
      socket.end(`HTTP/1.1 404 Not Found\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`);
    const { url } = await serve(() => undefined, refuse);
    const hosted = (await runner()).add(definitionOf('S1', url));
    await until(() => failureOf(hosted) !== null, 'failure');
    expect(failureOf(hosted)).toMatchObject({
      code: 1006,
      wasOpen: false,
      reason: 'The CSMS answered HTTP 404 Not Found: {"detail":"unknown station"}',
    });
  });

  test('a refusal whose body never ends is reported all the same', async () => {
    let closed = false;
    const refuse = (socket: Socket) => {
      socket.on('end', () => (closed = true)).resume();
      socket.write('HTTP/1.1 503 Busy\r\nContent-Length: 1000\r\n\r\nwait');
    };
    const { url } = await serve(() => undefined, refuse);
    const hosted = (await runner()).add(definitionOf('S1', url));
    await until(() => failureOf(hosted) !== null, 'failure');
    expect(failureOf(hosted)?.reason).toBe('The CSMS answered HTTP 503 Busy: wait');
    await until(() => closed, 'the connection is let go');
  });

  test('nobody there: the reason is the system’s', async () => {
    const hosted = (await runner()).add(definitionOf('S1', 'ws://127.0.0.1:1/ocpp'));
    await until(() => failureOf(hosted) !== null, 'failure');
    expect(failureOf(hosted)?.reason).toContain('ECONNREFUSED 127.0.0.1:1');
  });

  test('something that is no HTTP server is told in words', async () => {
    const server = createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
    const url = await listen(server, () => undefined);
    const hosted = (await runner()).add(definitionOf('S1', url));
    await until(() => failureOf(hosted) !== null, 'failure');
    expect(failureOf(hosted)?.reason).not.toBe('');
  });

  test('a close with a code and a reason comes through, and the station connects again', async () => {
    let connections = 0;
    const csms = answeringWith(new FakeCsms());
    const { url } = await serve((socket) => {
      connections += 1;
      if (connections === 1) socket.close(1012, 'restart');
      else csms(socket);
    });
    const hosted = (await runner()).add(definitionOf('S1', url));
    await until(() => failureOf(hosted) !== null, 'close');
    expect(failureOf(hosted)).toMatchObject({ code: 1012, reason: 'restart', wasOpen: true });
  });

  test('a server that answers no ping within WebSocketPingInterval is dropped', async () => {
    const silent = await serve((socket) => {
      socket.pause();
    });
    const definition = definitionOf('S1', silent.url);
    definition.config.configuration = { WebSocketPingInterval: '1' };
    const hosted = (await runner()).add(definition);
    await until(() => failureOf(hosted) !== null, 'drop');
    expect(failureOf(hosted)).toMatchObject({ code: 1006, reason: 'No answer to a ping within 1 s', wasOpen: true });
  });

  test('a changed WebSocketPingInterval counts at once, and an answered ping keeps the connection', async () => {
    let pings = 0;
    const csms = answeringWith(new FakeCsms());
    const { url } = await serve((socket) => {
      csms(socket);
      socket.on('ping', () => (pings += 1));
      // A process that stands still for that long would drop it itself.
      const payload = { key: 'WebSocketPingInterval', value: '2' };
      // The second message comes when the boot was answered.
      let messages = 0;
      socket.on('message', () => {
        messages += 1;
        if (messages === 2) socket.send(JSON.stringify([2, 'c1', 'ChangeConfiguration', payload]));
      });
    });
    const hosted = (await runner()).add(definitionOf('S1', url));
    await until(() => pings >= 3, 'pings');
    expect(hosted.station.connection.state).toBe('open');
    expect(failureOf(hosted)).toBeNull();
  });

  test('text that is not UTF-8 is answered like any malformed message, and the connection stays', async () => {
    const answers: string[] = [];
    const csms = answeringWith(new FakeCsms());
    const { url } = await serve((socket) => {
      csms(socket);
      socket.on('message', (data: Buffer) => answers.push(data.toString()));
      socket.send(Buffer.from([0x5b, 0xff, 0xfe, 0x5d]), { binary: false });
    });
    const { station } = (await runner()).add(definitionOf('S1', url));
    await until(() => station.registration === 'accepted', 'boot');
    expect(answers.some((text) => text.startsWith('[4,'))).toBe(true);
  });
});

describe('the state directory', () => {
  test('a killed process leaves a state that the next one goes on with', async () => {
    const csms = new FakeCsms();
    const { url } = await serve(answeringWith(csms));
    const first = await startNodeRunner({ stateDirectory: directory });
    const { definition, station } = first.add(definitionOf('S1', url));
    const { key } = definition;
    await until(() => station.registration === 'accepted', 'boot');
    first.input(key, { type: 'plugged', connectorId: 1, plugIn: { car: carPresets[0], socPercent: 20 } });
    first.input(key, { type: 'tagPresented', idTag: 'TAG', connectorId: 1 });
    await until(() => station.connectors[0]?.transaction?.transactionId === 1, 'transaction');
    await first.stop({ polite: false });

    const second = await runner({ stateDirectory: directory });
    const restored = second.find(key)!;
    expect(restored.station.connectors[0]?.transaction).toMatchObject({ transactionId: 1, idTag: 'TAG' });
    expect(await second.settle(key)).toBe(true);
    expect(csms.transactions).toMatchObject([{ id: 1, stops: [{ reason: 'Local' }] }]);
  });

  test('two processes cannot share it; the lock of a dead one counts for nothing', async () => {
    await runner({ stateDirectory: directory });
    await expect(startNodeRunner({ stateDirectory: directory })).rejects.toThrow(
      `process ${process.pid} runs its stations`,
    );
    const other = join(directory, 'other');
    const dead = await startNodeRunner({ stateDirectory: other });
    await dead.stop();
    await writeFile(join(other, '.lock'), '999999999');
    await runner({ stateDirectory: other });
  });

  test('a removed station leaves no file', async () => {
    const stations = await runner({ stateDirectory: directory });
    const { key } = stations.add(definitionOf('S1', 'ws://127.0.0.1:1/ocpp')).definition;
    await until(() => failureOf(stations.find(key)!) !== null, 'failure');
    expect(await readdir(directory)).toContain('key-S1.json');
    await stations.remove(key);
    expect((await readdir(directory)).filter((name) => name.includes('S1'))).toEqual([]);
  });

  test.each([
    ['half a file', '{"layout":1,"defin', 'is not valid JSON'],
    ['a newer layout', '{"layout":2}', 'has the layout 2, this version reads 1'],
  ])('%s is refused in words and left as it is', async (_, content, problem) => {
    const path = join(directory, 'S1.json');
    await writeFile(path, content);
    await expect(startNodeRunner({ stateDirectory: directory })).rejects.toThrow(problem);
    expect(await readFile(path, 'utf8')).toBe(content);
  });

  test('a directory that cannot be made is told in words', async () => {
    const path = join(directory, 'file');
    await writeFile(path, '');
    await expect(startNodeRunner({ stateDirectory: join(path, 'state') })).rejects.toThrow('cannot be used');
  });
});
