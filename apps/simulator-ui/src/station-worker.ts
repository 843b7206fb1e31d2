// The Web Worker in which the stations run: a hidden tab keeps charging and the page stays smooth.
import { RELAY_PATH, RELAY_SUBPROTOCOL } from '@simulator/api-client';
import { startStationWorker } from '@simulator/station-runner/worker';

const { protocol, host } = self.location;

startStationWorker(self, {
  relay: { url: `${protocol === 'https:' ? 'wss' : 'ws'}://${host}${RELAY_PATH}`, subprotocol: RELAY_SUBPROTOCOL },
  callCsms: async (...call) => (await import('./scenarios/call-csms.js')).callCsms(...call),
});
