import { describe, expect, it } from '@jest/globals';
import { defaultStationConfig } from '@simulator/station';
import { lineProblems, lineTextsOf, withLine } from './line-settings.js';

const config = defaultStationConfig('CS 1', 1);
const definition = (csmsUrl: string) => ({ key: 'k', name: 'n', csmsUrl, config });
const pem = (what: string) => `-----BEGIN ${what}-----\nAA\n-----END ${what}-----`;

describe('the settings of a line', () => {
  it('a password goes into the URL, encoded: a browser sends it once the server asks (401)', () => {
    const texts = { ...lineTextsOf(definition('wss://host/ocpp')), profile: '2' as const, password: 'p@:w' };
    const made = withLine(definition('wss://host/ocpp'), texts);
    expect(made.csmsUrl).toBe('wss://CS%201:p%40%3Aw@host/ocpp');
    expect(lineTextsOf(made)).toEqual(texts);
    expect(withLine(made, { ...texts, profile: '0' }).csmsUrl).toBe('wss://host/ocpp');
  });

  it('headers, certificates and trust go to the relay', () => {
    const texts = {
      ...{ profile: '3' as const, password: '', relayed: true, headers: 'X-Site: 7\n\nX-Tag: a: b' },
      ...{ certificate: pem('CERTIFICATE'), key: pem('PRIVATE KEY'), trusted: pem('CERTIFICATE') },
    };
    expect(lineProblems(texts, 'wss://host')).toEqual({});
    const made = withLine(definition('wss://host'), texts);
    expect(made.relay).toEqual({
      headers: { 'X-Site': '7', 'X-Tag': 'a: b' },
      clientCertificate: { certificate: texts.certificate, key: texts.key },
      trustedCertificates: texts.trusted,
    });
    expect(lineTextsOf(made)).toEqual({ ...texts, headers: 'X-Site: 7\nX-Tag: a: b' });
  });

  it('says beside each field what a profile of the security whitepaper lacks', () => {
    const texts = lineTextsOf(definition('ws://host'));
    expect(lineProblems(texts, 'ws://host')).toEqual({});
    expect(Object.keys(lineProblems({ ...texts, profile: '1' }, 'ws://host'))).toEqual(['password']);
    expect(Object.keys(lineProblems({ ...texts, profile: '2', password: 'x' }, 'ws://host'))).toEqual(['profile']);
    expect(Object.keys(lineProblems({ ...texts, profile: '3' }, 'wss://host'))).toEqual(['relayed']);
    const bad = { ...texts, profile: '3' as const, relayed: true, headers: 'oops' };
    expect(Object.keys(lineProblems(bad, 'wss://host'))).toEqual(['certificate', 'key', 'headers']);
  });
});
