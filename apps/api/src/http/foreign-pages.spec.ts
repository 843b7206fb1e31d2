import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest } from '../../test/api-under-test.js';

const EVIL = 'https://evil.example';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startApi('SQLite', { ALLOWED_ORIGINS: 'http://simulator.example' });
});
afterAll(() => api.stop());

describe('without a login on loopback', () => {
  test('a form of another site, which a browser posts without asking, changes nothing', async () => {
    const form = supertest(api.server).post('/api/v1/stations').type('form').set('Origin', EVIL);
    const { text } = await form.send({ id: 'FORGED' }).expect(403);
    expect(JSON.parse(text).detail).toMatch(/ALLOWED_ORIGINS/);
    await supertest(api.server).get('/api/v1/stations/FORGED').expect(404);
    await supertest(api.server).delete('/api/v1/stations/FORGED').set('Origin', 'null').expect(403);
  });

  test('the own page, an allowed one and programs do', async () => {
    const create = (id: string) => supertest(api.server).post('/api/v1/stations').send({ id });
    await create('BY-PROGRAM').expect(201);
    await create('BY-PAGE').set('Origin', api.origin).set('Host', new URL(api.origin).host).expect(201);
    await create('BY-OTHER').set('Origin', 'http://simulator.example').expect(201);
  });

  test('a name that was made to point here (DNS rebinding) reads nothing', async () => {
    for (const host of ['evil.example:3000', 'evil.example', '127.0.0.1.evil.example', '']) {
      await supertest(api.server).get('/api/v1/stations').set('Host', host).expect(403);
    }
    for (const host of ['localhost:3000', '127.0.0.1', '[::1]:3000', 'a.localhost', 'simulator.example']) {
      await supertest(api.server).get('/api/v1/stations').set('Host', host).expect(200);
    }
  });
});

test('with a login the token decides: a page has none of another origin', async () => {
  const ROOT_API_KEY = 'root-key-of-more-than-32-characters';
  const guarded = await startApi('SQLite', { AUTH_MODE: 'api-key', ROOT_API_KEY });
  const request = supertest(guarded.server).post('/api/v1/stations').set('Authorization', `Bearer ${ROOT_API_KEY}`);
  await request.set('Origin', EVIL).set('Host', 'api.example').send({ id: 'A' }).expect(201);
  await guarded.stop();
});
