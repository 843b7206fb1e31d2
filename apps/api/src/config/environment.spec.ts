import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from './environment.js';

describe('readEnvironment', () => {
  test('of an empty environment is a laptop: loopback, SQLite, unknown stations welcome', () => {
    expect(readEnvironment({})).toMatchObject({
      production: false,
      host: '127.0.0.1',
      port: 3000,
      loopback: true,
      unknownStations: 'accept',
      heartbeatIntervalS: 300,
      database: { kind: 'sqlite', file: expect.stringMatching(/data.simulator\.sqlite$/) },
    });
  });

  test('empty variables count as absent, as compose files pass them on', () => {
    expect(readEnvironment({ PORT: '', DATABASE_URL: '', HOST: '' })).toEqual(readEnvironment({}));
  });

  test.each(['127.0.0.1', '127.9.9.9', 'localhost', '::1'])('%s is loopback and needs no authentication', (HOST) => {
    expect(readEnvironment({ HOST })).toMatchObject({ loopback: true, unknownStations: 'accept' });
  });

  test('where others can reach it, unknown stations are refused unless the operator accepts them', () => {
    const open = { HOST: '0.0.0.0', INSECURE_NO_AUTH: '1' };
    expect(readEnvironment(open).unknownStations).toBe('refuse');
    expect(readEnvironment({ ...open, UNKNOWN_STATIONS: 'accept' }).unknownStations).toBe('accept');
  });

  test('with auth others may reach it; stations need secrets and to be known, unless the operator says otherwise', () => {
    const ROOT_API_KEY = 'r'.repeat(32);
    const guarded = { HOST: '0.0.0.0', AUTH_MODE: 'api-key', ROOT_API_KEY };
    expect(readEnvironment(guarded)).toMatchObject({
      unknownStations: 'refuse',
      stationAuth: 'required',
      auth: { oidc: null, rootApiKey: ROOT_API_KEY },
    });
    expect(readEnvironment({ ...guarded, HOST: '127.0.0.1' }).unknownStations).toBe('refuse');
    const own = { STATION_AUTH: 'optional', UNKNOWN_STATIONS: 'pending', DEMO_SESSIONS: '0' };
    const expected = { stationAuth: 'optional', unknownStations: 'pending', demoSessions: false };
    expect(readEnvironment({ ...guarded, ...own })).toMatchObject(expected);
  });

  test('ALLOWED_ORIGINS: the pages that may use WebSockets beside the own one; without a login only local names are ours', () => {
    const ALLOWED_ORIGINS = 'https://simulator.example, http://localhost:5173/';
    expect(readEnvironment({ ALLOWED_ORIGINS }).origins).toEqual({
      allowed: ['https://simulator.example', 'http://localhost:5173'],
      localNamesOnly: true,
    });
    const guarded = { AUTH_MODE: 'api-key', ROOT_API_KEY: 'r'.repeat(32) };
    expect(readEnvironment(guarded).origins).toEqual({ allowed: [], localNamesOnly: false });
  });

  test('DATABASE_URL: escapes are decoded, the port has a default, IPv6 is understood', () => {
    expect(readEnvironment({ DATABASE_URL: 'mysql://a%40b:p%2Fw@db.example/my%20db' }).database).toMatchObject({
      kind: 'mariadb',
      host: 'db.example',
      port: 3306,
      name: 'my db',
      user: 'a@b',
      password: 'p/w',
      ca: null,
    });
    expect(readEnvironment({ DATABASE_URL: 'mysql://u@[::1]:3307/d' }).database).toMatchObject({
      host: '::1',
      port: 3307,
    });
  });

  test('parts and files give the same as the URL; a file may end with a line break', () => {
    const folder = mkdtempSync(join(tmpdir(), 'simulator-env-'));
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const parts = { DATABASE_HOST: 'h', DATABASE_PORT: '3307', DATABASE_NAME: 'd', DATABASE_USER: 'u' };
    const fromParts = readEnvironment({ ...parts, DATABASE_PASSWORD_FILE: file('password', ' p w \n') });
    expect(fromParts.database).toEqual(readEnvironment({ DATABASE_URL: 'mysql://u:%20p%20w%20@h:3307/d' }).database);
    const fromUrlFile = readEnvironment({ DATABASE_URL_FILE: file('url', 'mysql://u:p@h/d\r\n') });
    expect(fromUrlFile.database).toMatchObject({ host: 'h', password: 'p' });
    const withCa = readEnvironment({ ...parts, DATABASE_CA_FILE: file('ca', 'PEM\nPEM\n') });
    expect(withCa.database).toMatchObject({ ca: 'PEM\nPEM' });
    rmSync(folder, { recursive: true });
  });

  test('REDIS_URL makes it one of many: where there are others to go to, a stop takes its time', () => {
    expect(readEnvironment({})).toMatchObject({ valkey: null, drain: { leadMs: 0, spreadMs: 0, timeoutMs: 20_000 } });
    expect(readEnvironment({ REDIS_URL: 'rediss://:p%40@h:6380/2' })).toMatchObject({
      valkey: { where: 'h:6380', database: 2, ca: null },
      drain: { leadMs: 5000, spreadMs: 8000 },
    });
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['PORT', { PORT: '70000' }, /wrong environment\. PORT: /],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }, /wrong environment\. LOG_LEVEL: /],
    [
      'two at once',
      { UNKNOWN_STATIONS: 'maybe', HEARTBEAT_INTERVAL_S: '0' },
      /UNKNOWN_STATIONS: .*; HEARTBEAT_INTERVAL_S: |HEARTBEAT_INTERVAL_S: .*; UNKNOWN_STATIONS: /,
    ],
    ['AUTH_MODE=oidc alone', { AUTH_MODE: 'oidc' }, /AUTH_MODE=oidc needs OIDC_ISSUER and OIDC_AUDIENCE/],
    ['AUTH_MODE=api-key alone', { AUTH_MODE: 'api-key' }, /AUTH_MODE=api-key needs ROOT_API_KEY/],
    ['a short ROOT_API_KEY', { ROOT_API_KEY: 'short' }, /ROOT_API_KEY has fewer than 32 characters/],
    ['a page where an origin belongs', { ALLOWED_ORIGINS: 'https://a.example/page' }, /ALLOWED_ORIGINS .*no origin/],
    ['an origin of no page', { ALLOWED_ORIGINS: 'https://a.example,*' }, /ALLOWED_ORIGINS has \*, which is no origin/],
    ['half of a certificate', { TLS_CERT: 'x' }, /TLS_CERT and TLS_KEY go together/],
    ['what is no certificate', { TLS_CERT: 'x', TLS_KEY: 'y' }, /TLS_CERT holds no PEM certificate/],
    [
      'authorities that nobody asks for',
      { TLS_CLIENT_CA: 'x' },
      /nothing asks for client certificates\. Set TLS_CERT and TLS_KEY, or CLIENT_CERTIFICATE_HEADER/,
    ],
    [
      'TRUSTED_PROXIES',
      { TRUSTED_PROXIES: '10.0.0.0/8,proxy.example' },
      /TRUSTED_PROXIES .*proxy\.example.*10\.0\.0\.0\/16/,
    ],
    ['a certificate header of anybody', { CLIENT_CERTIFICATE_HEADER: 'Client-Cert' }, /Set TRUSTED_PROXIES/],
    [
      'a certificate header that nobody verifies',
      { CLIENT_CERTIFICATE_HEADER: 'X-Amzn-Mtls-Clientcert', TRUSTED_PROXIES: 'loopback' },
      /has not verified\. Set TLS_CLIENT_CA/,
    ],
    [
      'a header with a colon',
      { CLIENT_CERTIFICATE_HEADER: 'Client-Cert:', TRUSTED_PROXIES: 'loopback' },
      /is no name of a header/,
    ],
    ['HOST', { HOST: '0.0.0.0' }, /HOST=0\.0\.0\.0 .*without authentication.*INSECURE_NO_AUTH=1/],
    ['HOST', { HOST: '192.168.0.1', INSECURE_NO_AUTH: '0' }, /without authentication/],
    ['another database', { DATABASE_URL: 'postgres://u:p@h/d' }, /starts with postgres:, not mysql:/],
    ['no database', { DATABASE_URL: 'mysql://u:p@h' }, /names no database/],
    ['no host', { DATABASE_URL: 'mysql:///d' }, /names no host/],
    ['a bad escape', { DATABASE_URL: 'mysql://u:%zz@h/d' }, /malformed percent escape/],
    ['incomplete parts', { DATABASE_HOST: 'h' }, /DATABASE_NAME and DATABASE_USER must be set/],
    ['REDIS_URL that is no URL', { REDIS_URL: 'nonsense' }, /REDIS_URL is not a URL.*redis:\/\/user/],
    ['another protocol', { REDIS_URL: 'http://h' }, /REDIS_URL starts with http:/],
    ['no host of Valkey', { REDIS_URL: 'redis:///0' }, /REDIS_URL names no host/],
    ['a database of Valkey that is no number', { REDIS_URL: 'redis://h/x' }, /which is no number of a database/],
    ['a drain that cannot be', { DRAIN_LEAD_S: '30' }, /longer than DRAIN_TIMEOUT_S \(20\)/],
    ['a missing file', { DATABASE_URL_FILE: '/nowhere' }, /DATABASE_URL_FILE names \/nowhere.*ENOENT/],
    ['a value and its file', { DATABASE_URL: 'x', DATABASE_URL_FILE: '/y' }, /both set/],
  ])('refuses %s in one line', (_what, variables, line) => {
    expect(() => readEnvironment(variables)).toThrow(line);
    expect(() => readEnvironment(variables)).toThrow(/^Cannot start: [^\n]+$/);
  });
});
