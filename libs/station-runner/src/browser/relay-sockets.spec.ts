import { describe, expect, test } from '@jest/globals';
import type { SocketOwner, SocketRequest } from '../socket.js';
import type { BrowserWebSocket } from './browser-socket.js';
import { MAX_DIRECT_SOCKETS, pageSockets } from './page-sockets.js';

class FakeSocket implements BrowserWebSocket {
  static readonly all: FakeSocket[] = [];
  protocol = '';
  readyState = 0;
  binaryType = '';
  onopen: BrowserWebSocket['onopen'] = null;
  onmessage: BrowserWebSocket['onmessage'] = null;
  onclose: BrowserWebSocket['onclose'] = null;
  readonly sent: Record<string, unknown>[] = [];

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {
    FakeSocket.all.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {}

  open(): void {
    this.readyState = 1;
    this.onopen?.({} as never);
  }

  say(frame: unknown): void {
    this.onmessage?.({ data: JSON.stringify(frame) } as never);
  }
}

function newOwner() {
  const heard: unknown[] = [];
  const owner: SocketOwner = {
    socketOpened: (subprotocol) => heard.push(['opened', subprotocol]),
    textReceived: (text) => heard.push(['text', text]),
    binaryReceived: () => heard.push(['binary']),
    pongReceived: () => heard.push(['pong']),
    socketClosed: (code, reason) => heard.push(['closed', code, reason]),
  };
  return { heard, owner };
}

const request = (more: Partial<SocketRequest> = {}): SocketRequest => ({
  ...{ url: 'wss://csms.example/ocpp/CS-1', subprotocol: 'ocpp1.6', stationId: 'CS-1', relay: {} },
  ...more,
});

function newPage() {
  FakeSocket.all.length = 0;
  return pageSockets(FakeSocket, { url: 'ws://page/api/v1/relay', subprotocol: 'station-relay.v1' });
}

describe('connections through the relay', () => {
  test('all of them go over one WebSocket, which is opened with the first', () => {
    const open = newPage();
    const [one, two] = [newOwner(), newOwner()];
    const socket = open(request(), one.owner);
    open(request({ url: 'wss://csms.example/ocpp/CS-2', stationId: 'CS-2' }), two.owner);
    const [line] = FakeSocket.all;
    expect(FakeSocket.all.map(({ url, protocols }) => [url, protocols])).toEqual([
      ['ws://page/api/v1/relay', ['station-relay.v1']],
    ]);
    line!.open();
    expect(line!.sent.map(({ type, url }) => [type, url])).toEqual([
      ['open', 'wss://csms.example/ocpp/CS-1'],
      ['open', 'wss://csms.example/ocpp/CS-2'],
    ]);
    const [{ id: first }, { id: second }] = line!.sent as [{ id: string }, { id: string }];
    line!.say({ type: 'opened', id: first, subprotocol: 'ocpp1.6' });
    line!.say({ type: 'message', id: second, text: '[3]' });
    socket.ping?.();
    line!.say({ type: 'pong', id: first, latencyMs: 3 });
    socket.send('[2]');
    line!.say({ type: 'closed', id: first, code: 1012, reason: 'restart' });
    expect(one.heard).toEqual([['opened', 'ocpp1.6'], ['pong'], ['closed', 1012, 'restart']]);
    expect(two.heard).toEqual([['text', '[3]']]);
    expect(line!.sent.slice(2)).toEqual([
      { type: 'ping', id: first },
      { type: 'send', id: first, text: '[2]' },
    ]);
  });

  test('credentials leave the URL; headers and certificates go along', () => {
    const open = newPage();
    const clientCertificate = { certificate: 'PEM', key: 'KEY' };
    const relay = { headers: { 'X-Site': '7' }, clientCertificate };
    open(request({ url: 'wss://u%40:p%3A@csms.example/CS-1', relay }), newOwner().owner);
    open(request({ password: 'key' }), newOwner().owner);
    FakeSocket.all[0]!.open();
    expect(FakeSocket.all[0]!.sent).toEqual([
      expect.objectContaining({ url: 'wss://csms.example/CS-1', basic: { username: 'u@', password: 'p:' }, ...relay }),
      expect.objectContaining({ basic: { username: 'CS-1', password: 'key' } }),
    ]);
  });

  test('a failure comes with what the server found; a lost relay ends all, and the next station opens it again', () => {
    const open = newPage();
    const [one, two] = [newOwner(), newOwner()];
    open(request(), one.owner);
    const lost = open(request(), two.owner);
    const [line] = FakeSocket.all;
    line!.open();
    line!.say({ type: 'failed', id: '1', report: { summary: 'Wrong password.', remedy: 'Set it.' } });
    expect(one.heard).toEqual([['closed', 1006, 'Wrong password. Set it.']]);
    line!.onclose?.({ reason: '' } as never);
    expect(two.heard).toEqual([['closed', 1006, 'The connection to the relay was lost']]);
    lost.send('[2]');
    expect(FakeSocket.all).toHaveLength(1);
    open(request(), newOwner().owner);
    expect(FakeSocket.all).toHaveLength(2);
  });

  test('a frame that the relay refuses ends its connection at both ends', () => {
    const open = newPage();
    const { heard, owner } = newOwner();
    open(request(), owner);
    const [line] = FakeSocket.all;
    line!.open();
    const { id } = line!.sent[0]!;
    line!.say({ type: 'opened', id, subprotocol: 'ocpp1.6' });
    line!.say({ type: 'error', id, code: 'malformed', detail: 'text is too long' });
    expect(heard.at(-1)).toEqual(['closed', 1006, 'text is too long']);
    expect(line!.sent.at(-1)).toEqual({ type: 'close', id, code: 1000, reason: '' });
  });

  test('what is no frame of the relay is nothing', () => {
    const open = newPage();
    const { heard, owner } = newOwner();
    open(request(), owner);
    FakeSocket.all[0]!.open();
    FakeSocket.all[0]!.onmessage?.({ data: 'hello' } as never);
    FakeSocket.all[0]!.say({ type: 'message', id: '99', text: 'x' });
    expect(heard).toEqual([]);
  });
});

describe('sockets of their own', () => {
  test('are few: the next station is told to take the relay, until one is free again', () => {
    const open = newPage();
    const { relay: _, ...own } = request();
    const sockets = Array.from({ length: MAX_DIRECT_SOCKETS }, () => open(own, newOwner().owner));
    expect(() => open(own, newOwner().owner)).toThrow(/through the relay/);
    sockets[0]!.abandon();
    sockets[0]!.abandon();
    open(own, newOwner().owner);
    expect(() => open(own, newOwner().owner)).toThrow(/through the relay/);
  });
});
