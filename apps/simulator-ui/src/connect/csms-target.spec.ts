import { describe, expect, it } from '@jest/globals';
import { readCsmsTarget, stationIdProblem } from './csms-target.js';
import type { ReadOptions } from './csms-target.js';

const http: ReadOptions = { page: { protocol: 'http:' }, proposedId: 'SIM-7K2Q' };
const https: ReadOptions = { ...http, page: { protocol: 'https:' } };

describe('the address of a CSMS', () => {
  it.each([
    ['wss://csms.example/ocpp/CP-1', 'wss://csms.example/ocpp', 'CP-1'],
    [
      'ws://10.0.0.5:8080/steve/websocket/CentralSystemService/BOX_7',
      'ws://10.0.0.5:8080/steve/websocket/CentralSystemService',
      'BOX_7',
    ],
    ['wss://csms.example/ocpp/CP-1?token=1', 'wss://csms.example/ocpp?token=1', 'CP-1'],
    ['wss://csms.example/CP-1', 'wss://csms.example', 'CP-1'],
    ['  wss://csms.example/ocpp/DE%2ASIM%20Nord  ', 'wss://csms.example/ocpp', 'DE*SIM Nord'],
  ])('%s names server and station', (text, csmsUrl, stationId) => {
    expect(readCsmsTarget(text, http)).toMatchObject({ ok: true, csmsUrl, stationId, idFromAddress: true });
  });

  it.each([
    ['wss://csms.example', 'wss://csms.example'],
    ['wss://csms.example/', 'wss://csms.example'],
    ['wss://csms.example/ocpp', 'wss://csms.example/ocpp'],
    ['wss://csms.example/ocpp1.6', 'wss://csms.example/ocpp1.6'],
    ['wss://csms.example/tenants/acme/', 'wss://csms.example/tenants/acme'],
    ['ws://host/steve/websocket/CentralSystemService', 'ws://host/steve/websocket/CentralSystemService'],
  ])('%s is a base address: the proposed id is used', (text, csmsUrl) => {
    expect(readCsmsTarget(text, http)).toMatchObject({
      ok: true,
      csmsUrl,
      stationId: 'SIM-7K2Q',
      idFromAddress: false,
    });
  });

  it('lets a person say that the last part is the other thing', () => {
    expect(readCsmsTarget('wss://csms.example/acme', { ...http, lastPartIs: 'path' })).toMatchObject({
      csmsUrl: 'wss://csms.example/acme',
      stationId: 'SIM-7K2Q',
    });
    expect(readCsmsTarget('wss://csms.example/ocpp', { ...http, lastPartIs: 'id' })).toMatchObject({
      csmsUrl: 'wss://csms.example',
      stationId: 'ocpp',
    });
  });

  it('takes wss for a host without scheme, ws for this machine', () => {
    expect(readCsmsTarget('csms.example/ocpp/A', http)).toMatchObject({ csmsUrl: 'wss://csms.example/ocpp' });
    expect(readCsmsTarget('localhost:3000/ocpp/A', http)).toMatchObject({ csmsUrl: 'ws://localhost:3000/ocpp' });
  });

  it('offers the WebSocket twin of an http address', () => {
    expect(readCsmsTarget('https://csms.example/ocpp/A', http)).toMatchObject({
      ok: false,
      suggestion: 'wss://csms.example/ocpp/A',
    });
  });

  it('explains ws:// from an https page and offers wss://', () => {
    const read = readCsmsTarget('ws://csms.example/ocpp/A', https);
    expect(read).toMatchObject({ ok: false, suggestion: 'wss://csms.example/ocpp/A' });
    expect(read.ok ? '' : read.problem).toContain('https');
    expect(readCsmsTarget('ws://localhost:3000/ocpp/A', https)).toMatchObject({ ok: true });
  });

  it('keeps credentials and says when a browser sends them', () => {
    const read = readCsmsTarget('wss://A:s%40cret@csms.example/ocpp/A', http);
    expect(read).toMatchObject({ ok: true, csmsUrl: 'wss://A:s%40cret@csms.example/ocpp', stationId: 'A' });
    expect(read.ok ? read.notes.join() : '').toContain('only after the server asks');
  });

  it.each([
    ['', 'Type'],
    ['wss://', 'not an address'],
    ['ftp://csms.example/A', 'not a WebSocket'],
    ['wss://csms.example/ocpp/A#x', '#'],
    ['wss://csms.example/ocpp/A%', '%25'],
    [`wss://csms.example/ocpp/${'x'.repeat(49)}`, '49 characters'],
    ['wss://csms.example/ocpp/a%2Fb', 'slash'],
  ])('says what is wrong with %j', (text, words) => {
    const read = readCsmsTarget(text, http);
    expect(read.ok).toBe(false);
    expect(read.ok ? '' : read.problem).toContain(words);
  });
});

describe('a station id', () => {
  it('has 1 to 48 characters, none of them a control character', () => {
    expect(stationIdProblem('x'.repeat(48))).toBeNull();
    expect(stationIdProblem('')).not.toBeNull();
    expect(stationIdProblem('a\u0007b')).toContain('control');
  });

  it('ws:// from an https page: wss:// and the relay are offered, and through the relay it is right', () => {
    const read = (protocol: string) =>
      readCsmsTarget('ws://csms.example/ocpp/CP-1', { page: { protocol }, proposedId: 'X' });
    expect(read('https:')).toMatchObject({ ok: false, relayCan: true, suggestion: 'wss://csms.example/ocpp/CP-1' });
    expect(read('http:')).toMatchObject({ ok: true, csmsUrl: 'ws://csms.example/ocpp', stationId: 'CP-1' });
  });
});
