// What a caller must not be able to make this server do (server-side request forgery).
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startFarCsms } from '../../test/far-csms.js';
import type { FarCsms } from '../../test/far-csms.js';
import { readEnvironment } from '../config/environment.js';
import { connectTcp } from './connect-tcp.js';
import type { ConnectionReport } from './connection-report.dto.js';
import { OutboundConnector } from './outbound-connector.js';

const PUBLIC = '93.184.216.34';

let csms: FarCsms;
/** What was connected to. */
let dialled: string[];
let lookups: number;
beforeEach(async () => {
  csms = await startFarCsms();
  dialled = [];
  lookups = 0;
});
afterEach(() => csms.stop());

/** A connector on a network where every address leads to `csms`, and names mean what the answers say, one after the other. */
function connector(answers: Record<string, string[][]> = {}, mode = 'public'): OutboundConnector {
  const made = new OutboundConnector(readEnvironment({ OUTBOUND_CONNECTIONS: mode }));
  made.network = {
    resolve: async (hostname) => {
      lookups += 1;
      const [addresses = []] = answers[hostname]?.splice(0, 1) ?? [];
      if (addresses.length === 0) throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
      return addresses;
    },
    connect: (address) => {
      dialled.push(address);
      return connect(csms.port, '127.0.0.1');
    },
  };
  return made;
}

async function attempt(from: OutboundConnector, url: string): Promise<ConnectionReport> {
  const request = from.prepare({ url, subprotocols: ['ocpp1.6'] });
  const { report, webSocket } = await from.connect(request, new AbortController().signal);
  webSocket?.terminate();
  return report;
}

describe('OUTBOUND_CONNECTIONS=public', () => {
  test('rebinding: a name is looked up once, and what was checked is what is connected to', async () => {
    const rebinding = connector({ 'rebind.example': [[PUBLIC], ['127.0.0.1'], ['169.254.169.254']] });
    expect((await attempt(rebinding, 'ws://rebind.example/')).verdict).toBe('connected');
    expect({ lookups, dialled }).toEqual({ lookups: 1, dialled: [PUBLIC] });
    expect((await attempt(rebinding, 'ws://rebind.example/')).verdict).toBe('targetRefused');
    expect((await attempt(rebinding, 'ws://rebind.example/')).verdict).toBe('targetRefused');
    expect(dialled).toEqual([PUBLIC]);
  });

  test('rebinding within one answer: a private address among public ones refuses the name', async () => {
    for (const addresses of [
      [PUBLIC, '10.0.0.1'],
      ['::1', PUBLIC],
      [PUBLIC, '2606:4700::1', '::ffff:192.168.0.1'],
    ]) {
      const report = await attempt(connector({ 'mixed.example': [addresses] }), 'ws://mixed.example/');
      expect(report.verdict).toBe('targetRefused');
      expect(report.stages.map(({ outcome }) => outcome).slice(0, 3)).toEqual(['passed', 'failed', 'skipped']);
    }
    expect(dialled).toEqual([]);
  });

  test('the one function that opens sockets checks for itself, whatever was checked before', async () => {
    const { signal } = new AbortController();
    expect(await connectTcp(['10.0.0.1'], 80, connector(), signal)).toMatchObject({ verdict: 'targetRefused' });
    expect(dialled).toEqual([]);
  });

  test('what a name means inside the network is not told', async () => {
    const report = await attempt(connector({ 'intranet.example': [['10.11.12.13']] }), 'ws://intranet.example/');
    expect(report.verdict).toBe('targetRefused');
    expect(JSON.stringify(report)).not.toContain('10.11.12.13');
    expect(report.remedy).toMatch(/OUTBOUND_CONNECTIONS=any/);
  });

  test.each([
    ['loopback', 'ws://127.0.0.1/'],
    ['all of 127/8', 'ws://127.8.8.8/'],
    ['a decimal address', 'ws://2130706433/'],
    ['an octal address', 'ws://0177.0.0.1/'],
    ['a hexadecimal address', 'ws://0x7f.1/'],
    ['one hexadecimal number', 'ws://0x7f000001/'],
    ['a short address', 'ws://127.1/'],
    ['zero', 'ws://0/'],
    ['a trailing dot', 'ws://127.0.0.1./'],
    ['full-width digits', 'ws://１２７.０.０.１/'],
    ['a percent-encoded address', 'ws://%31%32%37.0.0.1/'],
    ['cloud metadata', 'ws://169.254.169.254/latest/meta-data/'],
    ['cloud metadata in decimal', 'ws://2852039166/'],
    ['cloud metadata over IPv6', 'ws://[fd00:ec2::254]/'],
    ['a private network', 'ws://192.168.1.1/'],
    ['::1', 'ws://[::1]/'],
    ['::1 written out', 'ws://[0:0:0:0:0:0:0:1]/'],
    ['::', 'ws://[::]/'],
    ['IPv4-mapped, dotted', 'ws://[::ffff:127.0.0.1]/'],
    ['IPv4-mapped, hexadecimal', 'ws://[::ffff:7f00:1]/'],
    ['IPv4-compatible', 'ws://[::127.0.0.1]/'],
    ['NAT64', 'ws://[64:ff9b::7f00:1]/'],
    ['6to4', 'ws://[2002:7f00:1::]/'],
    ['link-local', 'ws://[fe80::1]/'],
    ['unique local', 'ws://[fc00::]/'],
    ['multicast', 'ws://[ff02::1]/'],
  ])('%s (%s) is refused before anything is connected or looked up', async (_what, url) => {
    expect(await attempt(connector(), url)).toMatchObject({ verdict: 'targetRefused', addresses: [], address: null });
    expect({ lookups, dialled }).toEqual({ lookups: 0, dialled: [] });
  });

  test.each(['localhost', 'localhost.', 'LOCALHOST', 'app.localhost', 'localtest.example'])(
    'the name %s, which means loopback, is refused',
    async (name) => {
      const answers = { [name.toLowerCase()]: [['127.0.0.1', '::1']] };
      expect((await attempt(connector(answers), `ws://${name}/`)).verdict).toBe('targetRefused');
      expect(dialled).toEqual([]);
    },
  );

  test.each([
    'ws://[fe80::1%25lo]/',
    'ws://[fe80::1%lo]/',
    `ws://${PUBLIC}@127.0.0.1/`,
    `ws://${PUBLIC}:80@127.0.0.1/`,
    `ws://user:secret@${PUBLIC}/`,
    `http://${PUBLIC}/`,
    'file:///etc/passwd',
    'ws+unix:///var/run/docker.sock',
    `ws://${PUBLIC}:25/`,
    `ws://${PUBLIC}:6000/`,
  ])('zone ids, userinfo, other schemes and ports of other protocols: %s is a bad request', async (url) => {
    expect(() => connector().prepare({ url, subprotocols: [] })).toThrow(
      expect.objectContaining({ status: 400, errors: [{ field: 'url', detail: expect.any(String) }] }),
    );
  });

  test('redirects: one to a private address is reported, never followed', async () => {
    await csms.stop();
    const location = 'http://169.254.169.254/latest/meta-data/';
    csms = await startFarCsms({
      upgrade: (_request, socket) =>
        socket.end(`HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`),
    });
    const report = await attempt(connector({ 'redirect.example': [[PUBLIC]] }), 'ws://redirect.example/');
    expect(report).toMatchObject({ verdict: 'redirected', http: { status: 302, location } });
    expect(dialled).toEqual([PUBLIC]);
    expect(csms.requests).toHaveLength(1);
  });

  test('the name itself is what the server sees as Host, and TLS as its own; not the address', async () => {
    expect((await attempt(connector({ 'csms.example': [[PUBLIC]] }), 'ws://csms.example:8080/')).verdict).toBe(
      'connected',
    );
    expect(csms.requests[0]?.headers.host).toBe('csms.example:8080');
  });
});

describe('other modes', () => {
  test('any: loopback is connected to, by every spelling', async () => {
    for (const url of ['ws://2130706433/', 'ws://[::1]/', 'ws://name.example/']) {
      const report = await attempt(connector({ 'name.example': [['10.0.0.1']] }, 'any'), url);
      expect(report.verdict).toBe('connected');
    }
    expect(dialled).toEqual(['127.0.0.1', '::1', '10.0.0.1']);
  });

  test('off: nothing is looked up or connected to', async () => {
    const off = connector({}, 'off');
    expect(() => off.assertOn()).toThrow(/turned off.*OUTBOUND_CONNECTIONS/);
    expect((await attempt(off, `ws://${PUBLIC}/`)).verdict).toBe('targetRefused');
    expect({ lookups, dialled }).toEqual({ lookups: 0, dialled: [] });
  });

  test.each([
    ['a developer: loopback without a login', {}, 'any'],
    ['guarded, outside production', { AUTH_MODE: 'api-key', ROOT_API_KEY: 'r'.repeat(32) }, 'public'],
    ['open to other machines', { HOST: '0.0.0.0', INSECURE_NO_AUTH: '1' }, 'public'],
    ['production', { NODE_ENV: 'production' }, 'off'],
    ['production where the operator allows it', { NODE_ENV: 'production', OUTBOUND_CONNECTIONS: 'public' }, 'public'],
  ])('by default: %s', (_what, variables, mode) => {
    expect(readEnvironment(variables).outboundConnections).toBe(mode);
  });
});
