import { describe, expect, it } from '@jest/globals';
import { createStation, defaultStationConfig } from '@simulator/station';
import { lineSecurity } from './security.js';

function station(profile?: string) {
  const made = createStation(defaultStationConfig('CP', 1), 0);
  if (profile !== undefined) made.configuration = { SecurityProfile: profile };
  return made;
}

describe('the security badge', () => {
  it.each<[string, string | undefined, boolean, string]>([
    ['ws://csms.example/ocpp', undefined, false, 'Not encrypted'],
    ['wss://csms.example/ocpp', undefined, true, 'TLS'],
    ['wss://CP:secret@csms.example/ocpp', '0', true, 'TLS · Basic Auth'],
    ['ws://CP:secret@csms.example/ocpp', '1', false, 'Basic Auth'],
    ['wss://csms.example/ocpp', '2', true, 'TLS · Basic Auth'],
    ['wss://csms.example/ocpp', '3', true, 'mTLS'],
    ['ws://csms.example/ocpp', '2', false, 'TLS · Basic Auth, not encrypted'],
  ])('%s, profile %s', (url, profile, encrypted, text) => {
    expect(lineSecurity(url, station(profile))).toMatchObject({ encrypted, text });
  });

  it('never carries the password', () => {
    expect(lineSecurity('wss://CP:secret@csms.example/ocpp', station()).detail).not.toContain('secret');
  });
});
