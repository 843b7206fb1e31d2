import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { WebSocket, WebSocketServer } from 'ws';
import type { RpcClient } from './rpc-client.js';
import { sendText } from './short-frames.js';

test('texts of every length and of any characters arrive whole and in order (RFC 6455 §5.2); none behind a close', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const received: string[] = [];
  client.on('message', (data: Buffer) => received.push(data.toString('utf8')));
  const [socket] = (await accepted) as [RpcClient['_ws']];
  const sendRaw = (text: string): void => socket.send(text);
  const rpc = { _ws: socket, sendRaw } as RpcClient;
  const texts = Array.from({ length: 131 }, (_, length) => 'x'.repeat(length));
  texts.push('[3,"ü",{}]', '[3,"\u007f",{}]', '🔌', '\n', 'x'.repeat(70_000), '[3,"1",{}]');
  for (const text of texts) sendText(rpc, text);
  socket.close();
  sendText(rpc, 'late');
  await once(client, 'close');
  expect(received).toEqual(texts);
  server.close();
});
