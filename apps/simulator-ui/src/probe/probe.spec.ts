import { describe, expect, it } from '@jest/globals';
import { defaultStationConfig } from '@simulator/station';
import { probeRequest } from './probe.js';

const definition = (csmsUrl: string) => ({ key: 'k', name: 'n', csmsUrl, config: defaultStationConfig('CS 1', 1) });

describe('the request of a connection probe', () => {
  it('tries the URL and subprotocol that the station tries', () => {
    expect(probeRequest(definition('wss://csms.example/ocpp'), '')).toEqual({
      url: 'wss://csms.example/ocpp/CS%201',
      subprotocols: ['ocpp1.6'],
    });
  });

  it('takes credentials out of the URL, decoded: a URL may be logged', () => {
    expect(probeRequest(definition('ws://u%40x:p%3Aw@host/ocpp'), '')).toEqual({
      url: 'ws://host/ocpp/CS%201',
      subprotocols: ['ocpp1.6'],
      basic: { username: 'u@x', password: 'p:w' },
    });
  });

  it('has the AuthorizationKey that the CSMS has set, with the station id as user (security whitepaper A00.FR.204)', () => {
    expect(probeRequest(definition('ws://host/ocpp'), 'secret')).toMatchObject({
      basic: { username: 'CS 1', password: 'secret' },
    });
  });
});
