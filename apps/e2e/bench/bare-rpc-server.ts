// What the API is measured against: an `ocpp-rpc` server that answers what the load sends, and stores nothing.
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import ocppRpc from 'ocpp-rpc';

const rpc = new ocppRpc.RPCServer({
  protocols: ['ocpp1.6'],
  strictMode: false,
  wssOptions: { perMessageDeflate: false },
});
let transactionId = 0;

rpc.on('client', (client: { handle(action: string, handler: () => unknown): void }) => {
  const idTagInfo = { status: 'Accepted' };
  client.handle('BootNotification', () => ({
    status: 'Accepted',
    currentTime: new Date().toISOString(),
    interval: 300,
  }));
  client.handle('Authorize', () => ({ idTagInfo }));
  client.handle('Heartbeat', () => ({ currentTime: new Date().toISOString() }));
  client.handle('StartTransaction', () => ({ transactionId: ++transactionId, idTagInfo }));
  client.handle('StopTransaction', () => ({}));
  client.handle('StatusNotification', () => ({}));
  client.handle('MeterValues', () => ({}));
});

const server = createServer();
server.on('upgrade', (request, socket, head) => void rpc.handleUpgrade(request, socket as Socket, head));
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit());
