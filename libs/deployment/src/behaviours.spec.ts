import { describe, expect, test } from '@jest/globals';
import { behaviourFor, behaviours, defaultBehaviour, normalisePath } from './behaviours.js';
import { paths } from './network.js';

describe('behaviourFor', () => {
  test.each([
    ['/', 'page', 'revalidate'],
    ['/index.html', 'page', 'revalidate'],
    ['/stations/DEMO-1', 'page', 'revalidate'],
    ['/assets/index-B7w1.js', 'page', 'immutable'],
    ['/auth/callback', 'page', 'none'],
    ['/api/v1/stations', 'api', 'none'],
    ['/api/docs', 'api', 'none'],
    ['/ocpp/CP%2F1', 'api', 'none'],
    ['/health', 'api', 'none'],
    ['/health/ready', 'api', 'none'],
  ])('%s goes to the %s, caching %s', (path, origin, caching) => {
    expect(behaviourFor(path)).toMatchObject({ origin, caching });
  });

  test.each(['/api', '/apiv1', '/API/v1', '/healthy', '/x/api/v1', '/metrics'])('%s is no path of the API', (path) => {
    expect(behaviourFor(path)).toBe(defaultBehaviour);
  });

  test('metrics never pass the edge', () => {
    expect(behaviourFor(paths.metrics).origin).toBe('page');
  });

  // Were the raw path matched, a login that guards by path could be walked around.
  test.each(['/assets/../api/v1/stations', '/%61pi/v1/stations', '/assets/%2e%2E/api/v1', '/./api/v1'])(
    '%s is matched as the API path that it is',
    (path) => {
      expect(behaviourFor(path).origin).toBe('api');
    },
  );

  test('only the API and the login take writing methods', () => {
    const writable = behaviours.filter(({ methods }) => methods === 'all').map(({ pattern }) => pattern);
    expect(writable).toEqual(['/api/*', '/auth/*']);
  });
});

describe('normalisePath (RFC 3986 §5.2.4, §6.2.2)', () => {
  test.each([
    ['/a/b/c/./../../g', '/a/g'],
    ['/a/../..', '/'],
    ['/..', '/'],
    ['/a/.', '/a/'],
    ['/%7ejoe', '/~joe'],
    ['/a%2fb', '/a%2Fb'],
    ['/a//b', '/a//b'],
    ['/%zz', '/%zz'],
    ['/', '/'],
  ])('%s → %s', (path, normalised) => {
    expect(normalisePath(path)).toBe(normalised);
  });
});
