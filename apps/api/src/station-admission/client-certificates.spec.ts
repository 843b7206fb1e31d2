// Security profiles 2 and 3 with TLS that ends here.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest } from '../../test/api-under-test.js';
import { TestAuthority } from '../../test/certificates.js';
import type { Certificate } from '../../test/certificates.js';
import { basic, handshake } from '../../test/handshake.js';
import type { Json } from '../../test/json.js';
import { until } from '../../test/test-station.js';

const SECRET = 'a-secret-of-20-chars';

describeWith('OpenSSL', 'with TLS_CERT, TLS_KEY and TLS_CLIENT_CA', () => {
  let api: ApiUnderTest;
  let authority: TestAuthority;
  let intermediate: TestAuthority;
  let stranger: TestAuthority;

  beforeAll(async () => {
    authority = new TestAuthority('Station CA');
    intermediate = new TestAuthority('Station Sub CA', authority);
    stranger = new TestAuthority('Station CA');
    const server = authority.issue('server', 'IP:127.0.0.1');
    api = await startApi('SQLite', {
      TLS_CERT: server.cert,
      TLS_KEY: server.key,
      TLS_CLIENT_CA: authority.cert,
      STATION_AUTH: 'required',
      UNKNOWN_STATIONS: 'refuse',
    });
  });
  afterAll(async () => {
    for (const each of [authority, intermediate, stranger]) each.remove();
    await api.stop();
  });

  const rest = () => supertest.agent(api.server, { ca: authority.cert });
  const create = (body: Json) => rest().post('/api/v1/stations').send(body).expect(201);
  const stationOf = async (id: string): Promise<Json> => (await rest().get(`/api/v1/stations/${id}`).expect(200)).body;
  const connect = (id: string, own?: Certificate, headers: Record<string, string> = {}) =>
    handshake(api.origin, id, { ca: authority.cert, ...own, headers });

  test('REST and stations are served by TLS, and nothing in the clear', async () => {
    expect(api.origin).toMatch(/^https:/);
    await rest().get('/health').expect(200);
    await expect(fetch(`${api.origin.replace('https', 'http')}/health`)).rejects.toThrow();
    expect((await handshake(api.origin.replace('https', 'http'), 'PLAIN')).status).toBe(0);
  });

  test('a certificate of our authority in the name of the station admits it, and is shown', async () => {
    await create({ id: 'CS-1', minSecurityProfile: 3 });
    const own = authority.issue('CS-1', '', { subject: '/O=Example CPO/CN=CS-1' });
    expect((await connect('CS-1', own)).status).toBe(101);
    await until(async () => (await stationOf('CS-1')).certificate !== null, 'the certificate is stored');
    expect(await stationOf('CS-1')).toMatchObject({
      securityProfile: 3,
      lastAddress: expect.stringContaining('127.0.0.1'),
      certificate: {
        subject: 'O=Example CPO, CN=CS-1',
        issuer: 'CN=Station CA',
        serialNumber: expect.stringMatching(/^[0-9A-F]+$/),
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        validTo: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    });
  });

  test('a station that sends an Origin of its own making connects by its certificate', async () => {
    await create({ id: 'ODD' });
    expect((await connect('ODD', authority.issue('ODD', ''), { Origin: 'http://localhost' })).status).toBe(101);
  });

  test('a chain over an intermediate that the station sends along counts', async () => {
    await create({ id: 'CS-2' });
    const { cert, key } = intermediate.issue('CS-2', '');
    expect((await connect('CS-2', { cert: cert + intermediate.cert, key })).status).toBe(101);
    expect((await connect('CS-2', { cert, key })).status).toBe(401);
  });

  test.each<[string, () => Certificate]>([
    ['of another authority of the same name', () => stranger.issue('CS-3', '')],
    ['that signs itself', () => authority.selfSigned('CS-3', 'DNS:x')],
    ['that has expired', () => authority.issue('CS-3', '', { days: -1 })],
    ['of another station', () => authority.issue('CS-1', '')],
    ['of two names', () => authority.issue('CS-3', '', { subject: '/CN=CS-1/CN=CS-3' })],
    ['that is for servers only', () => authority.issue('CS-3', '', { extensions: ['extendedKeyUsage=serverAuth'] })],
    ['whose name is only an alternative one', () => authority.issue('CS-3', 'DNS:CS-3', { subject: '/CN=x' })],
  ])('a certificate %s gives nothing; with its secret the station still reaches profile 2', async (_what, issue) => {
    await rest().post('/api/v1/stations').send({ id: 'CS-3' });
    await rest().put('/api/v1/stations/CS-3/secret').send({ secret: SECRET }).expect(204);
    const own = issue();
    expect((await connect('CS-3', own)).status).toBe(401);
    expect((await connect('CS-3', own, { Authorization: basic('CS-3', SECRET) })).status).toBe(101);
  });

  test('profile 3 is required: a secret is not enough (403), and none is asked for', async () => {
    await create({ id: 'CS-4', minSecurityProfile: 3 });
    await rest().put('/api/v1/stations/CS-4/secret').send({ secret: SECRET }).expect(204);
    const answer = await connect('CS-4', undefined, { Authorization: basic('CS-4', SECRET) });
    expect(answer).toMatchObject({ status: 403, detail: expect.stringMatching(/client certificate/) });
    expect(answer.headers).not.toHaveProperty('www-authenticate');
  });

  test('profile 2 is required and reached: a secret over TLS', async () => {
    await create({ id: 'CS-5', minSecurityProfile: 2 });
    await rest().put('/api/v1/stations/CS-5/secret').send({ secret: SECRET }).expect(204);
    expect((await connect('CS-5')).status).toBe(401);
    expect((await connect('CS-5', undefined, { Authorization: basic('CS-5', SECRET) })).status).toBe(101);
    await until(async () => (await stationOf('CS-5')).securityProfile === 2, 'the profile is stored');
  });

  test('a pinned fingerprint: the very certificate, no other of the same name; a common name may be set', async () => {
    await create({ id: 'CS-6', certificateCommonName: 'SERIAL-6' });
    const [first, second] = ['SERIAL-6', 'SERIAL-6'].map((name) => authority.issue(name, ''));
    expect((await connect('CS-6', authority.issue('CS-6', ''))).status).toBe(401);
    expect((await connect('CS-6', first)).status).toBe(101);
    await until(async () => (await stationOf('CS-6')).certificate !== null, 'the certificate is stored');
    const { fingerprint } = (await stationOf('CS-6')).certificate;
    const pin = fingerprint.toUpperCase().match(/../g).join(':');
    const { body } = await rest().patch('/api/v1/stations/CS-6').send({ certificateFingerprint: pin }).expect(200);
    expect(body.certificateFingerprint).toBe(fingerprint);
    expect((await connect('CS-6', first)).status).toBe(101);
    expect((await connect('CS-6', second)).status).toBe(401);
    await rest().patch('/api/v1/stations/CS-6').send({ certificateFingerprint: null }).expect(200);
    expect((await connect('CS-6', second)).status).toBe(101);
  });

  test('an unknown station is refused whatever its certificate', async () => {
    expect((await connect('NOBODY', authority.issue('NOBODY', ''))).status).toBe(404);
  });

  test('a forged certificate header gives nothing: none is read here', async () => {
    await create({ id: 'CS-7' });
    const { cert } = authority.issue('CS-7', '');
    const pem = encodeURIComponent(cert);
    const der = `:${cert.replaceAll(/-----[^-]+-----|\s/g, '')}:`;
    const headers = { 'Client-Cert': der, 'X-Amzn-Mtls-Clientcert-Leaf': pem, 'CloudFront-Viewer-Cert-Pem': pem };
    expect((await connect('CS-7', undefined, headers)).status).toBe(401);
  });
});
