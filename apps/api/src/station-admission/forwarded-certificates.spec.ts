// Security profile 3 behind a proxy that ends TLS and passes the certificate on.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest } from '../../test/api-under-test.js';
import { TestAuthority } from '../../test/certificates.js';
import { basic, handshake } from '../../test/handshake.js';

const SECRET = 'a-secret-of-20-chars';

describeWith('OpenSSL', 'CLIENT_CERTIFICATE_HEADER', () => {
  let authority: TestAuthority;
  let intermediate: TestAuthority;
  let certificate: string;
  const running: ApiUnderTest[] = [];

  beforeAll(() => {
    authority = new TestAuthority();
    intermediate = new TestAuthority('Sub', authority);
    certificate = authority.issue('CS-1', '').cert;
  });
  afterAll(async () => {
    authority.remove();
    intermediate.remove();
    for (const api of running) await api.stop();
  });

  async function start(variables: Record<string, string>): Promise<ApiUnderTest> {
    const api = await startApi('SQLite', { STATION_AUTH: 'required', UNKNOWN_STATIONS: 'refuse', ...variables });
    running.push(api);
    await supertest(api.server).post('/api/v1/stations').send({ id: 'CS-1', minSecurityProfile: 3 }).expect(201);
    return api;
  }
  const statusWith = async (api: ApiUnderTest, headers: Record<string, string>): Promise<number> =>
    (await handshake(api.origin, 'CS-1', { headers })).status;
  const base64 = (pem: string): string => pem.replaceAll(/-----[^-]+-----|\s/g, '');
  /** As ALB does: `+`, `=` and `/` are safe. */
  const urlEncoded = (pem: string): string =>
    encodeURIComponent(pem).replaceAll('%2B', '+').replaceAll('%2F', '/').replaceAll('%3D', '=');

  test('from a trusted proxy counts, in the forms of RFC 9440, ALB, CloudFront and nginx', async () => {
    const trusted = { TRUSTED_PROXIES: 'loopback', TLS_CLIENT_CA: authority.cert };
    const api = await start({ ...trusted, CLIENT_CERTIFICATE_HEADER: 'X-Client-Cert' });
    for (const value of [
      `:${base64(certificate)}:`,
      urlEncoded(certificate),
      encodeURIComponent(certificate),
      certificate.trim().replaceAll('\n', ' '),
      base64(certificate),
    ]) {
      expect(await statusWith(api, { 'X-Client-Cert': value })).toBe(101);
    }
  });

  test('another header than the one that is named gives nothing, nor does nonsense, nor two values', async () => {
    const api = running[0] as ApiUnderTest;
    const good = `:${base64(certificate)}:`;
    expect(await statusWith(api, { 'Client-Cert': good })).toBe(403);
    for (const value of [
      '',
      '::',
      ':AAAA:',
      '%zz',
      'nonsense',
      `${good}, ${good}`,
      `${good},x`,
      '-----BEGIN CERTIFICATE-----',
    ]) {
      expect(await statusWith(api, { 'X-Client-Cert': value })).toBe(403);
    }
  });

  test('is checked against TLS_CLIENT_CA, over intermediates that come along', async () => {
    const api = running[0] as ApiUnderTest;
    const stranger = new TestAuthority();
    const below = intermediate.issue('CS-1', '').cert;
    const bad = [
      stranger.issue('CS-1', '').cert,
      authority.issue('CS-2', '').cert,
      authority.issue('CS-1', '', { days: -1 }).cert,
      authority.issue('CS-1', '', { extensions: ['extendedKeyUsage=serverAuth'] }).cert,
      below,
    ];
    stranger.remove();
    for (const pem of bad) expect(await statusWith(api, { 'X-Client-Cert': encodeURIComponent(pem) })).toBe(403);
    expect(await statusWith(api, { 'X-Client-Cert': encodeURIComponent(below + intermediate.cert) })).toBe(101);
    const chain = { 'X-Client-Cert': `:${base64(below)}:`, 'Client-Cert-Chain': `:${base64(intermediate.cert)}:` };
    expect(await statusWith(api, chain)).toBe(101);
    // A station's certificate signs no other station's.
    const leaf = authority.issue('CS-9', '');
    const forged = new TestAuthority('CS-9');
    const byLeaf = forged.issue('CS-1', '').cert;
    forged.remove();
    expect(await statusWith(api, { 'X-Client-Cert': encodeURIComponent(byLeaf + leaf.cert) })).toBe(403);
  });

  test('UNKNOWN_STATIONS=accept: a station that nobody created comes in by its certificate, and only by it', async () => {
    const trusted = { TRUSTED_PROXIES: 'loopback', TLS_CLIENT_CA: authority.cert, UNKNOWN_STATIONS: 'accept' };
    const api = await start({ ...trusted, CLIENT_CERTIFICATE_HEADER: 'Client-Cert' });
    const own = { 'Client-Cert': `:${base64(authority.issue('NEW-1', '').cert)}:` };
    expect((await handshake(api.origin, 'NEW-1')).status).toBe(401);
    expect((await handshake(api.origin, 'NEW-2', { headers: own })).status).toBe(401);
    await supertest(api.server).get('/api/v1/stations/NEW-2').expect(404);
    expect((await handshake(api.origin, 'NEW-1', { headers: own })).status).toBe(101);
    const { body } = await supertest(api.server).get('/api/v1/stations/NEW-1').expect(200);
    expect(body).toMatchObject({ registration: 'Accepted', createdBy: null });
  });

  test('forged by a peer that is no trusted proxy gives nothing', async () => {
    const api = await start({
      TRUSTED_PROXIES: '10.0.0.0/8',
      TLS_CLIENT_CA: authority.cert,
      CLIENT_CERTIFICATE_HEADER: 'Client-Cert',
    });
    const forged = { 'Client-Cert': `:${base64(certificate)}:`, 'X-Forwarded-For': '10.0.0.1' };
    expect(await statusWith(api, forged)).toBe(403);
    expect(await statusWith(api, { ...forged, 'X-Forwarded-Proto': 'https' })).toBe(403);
  });

  test('without TLS_CLIENT_CA the proxy has checked the chain; name and dates are still ours', async () => {
    const api = await start({ TRUSTED_PROXIES: '127.0.0.1', CLIENT_CERTIFICATE_HEADER: 'CloudFront-Viewer-Cert-Pem' });
    const send = (pem: string) => statusWith(api, { 'CloudFront-Viewer-Cert-Pem': encodeURIComponent(pem) });
    expect(await send(authority.selfSigned('CS-1', 'DNS:x').cert)).toBe(101);
    expect(await send(authority.issue('CS-2', '').cert)).toBe(403);
    expect(await send(authority.issue('CS-1', '', { days: -1 }).cert)).toBe(403);
  });
});

describe('profile 2 behind a proxy', () => {
  test('counts where a trusted proxy says that the station speaks TLS; without it no secret is asked for', async () => {
    const api = await startApi('SQLite', { TRUSTED_PROXIES: 'loopback', MIN_SECURITY_PROFILE: '2' });
    try {
      await supertest(api.server).post('/api/v1/stations').send({ id: 'CS-2' }).expect(201);
      await supertest(api.server).put('/api/v1/stations/CS-2/secret').send({ secret: SECRET }).expect(204);
      const Authorization = basic('CS-2', SECRET);
      const by = (headers: Record<string, string>) => handshake(api.origin, 'CS-2', { headers });
      expect(await by({ Authorization })).toMatchObject({ status: 403, detail: expect.stringMatching(/TLS, wss/) });
      expect((await by({ Authorization, 'X-Forwarded-Proto': 'http' })).status).toBe(403);
      expect((await by({ Authorization, 'X-Forwarded-Proto': 'https, http' })).status).toBe(403);
      expect((await by({ 'X-Forwarded-Proto': 'https' })).status).toBe(401);
      expect((await by({ Authorization, 'X-Forwarded-Proto': 'https' })).status).toBe(101);
    } finally {
      await api.stop();
    }
  });

  test('what an untrusted peer says of TLS gives nothing', async () => {
    const api = await startApi('SQLite', { MIN_SECURITY_PROFILE: '2', UNKNOWN_STATIONS: 'accept' });
    try {
      expect((await handshake(api.origin, 'X', { headers: { 'X-Forwarded-Proto': 'https' } })).status).toBe(403);
    } finally {
      await api.stop();
    }
  });
});
