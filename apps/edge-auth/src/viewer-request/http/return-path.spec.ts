import { describe, expect, test } from '@jest/globals';
import { returnPath } from './return-path.js';

describe('the path to come back to after the login', () => {
  test.each([
    ['/', ''],
    ['/stations/DEMO-1', 'tab=frames'],
    ['/stations/A%2FB', ''],
    ['/stations/100%25', ''],
    ['/cars', 'next=//evil.example'],
    ['/cars', 'next=%0d%0aSet-Cookie:%20a=1'],
    ['/authors', ''],
  ])('%s?%s is kept', (path, query) => {
    expect(returnPath(path, query)).toBe(query === '' ? path : `${path}?${query}`);
  });

  test.each([
    ['//evil.example', ''],
    ['///evil.example', ''],
    ['/\\evil.example', ''],
    ['/%5cevil.example', ''],
    ['/%2fevil.example', ''],
    ['/%2f%2fevil.example', ''],
    ['/%252fevil.example', ''],
    ['/%25252fevil.example', ''],
    ['/%255cevil.example', ''],
    ['/%2525252525252fevil.example', ''],
    ['/%0d%0aLocation:%20//evil.example', ''],
    ['/%250d%250aSet-Cookie:%20a=1', ''],
    ['/a\r\nSet-Cookie: a=1', ''],
    ['/a', 'b\r\nSet-Cookie: a=1'],
    ['/\t/evil.example', ''],
    ['/%09/evil.example', ''],
    ['https://evil.example', ''],
    ['javascript:alert(1)', ''],
    ['@evil.example', ''],
    ['.evil.example', ''],
    ['', ''],
    ['/%zz', ''],
    ['/..//evil.example', ''],
    ['/auth/callback', 'code=1'],
    ['/auth/logout', ''],
    ['/é', ''],
    [`/${'a'.repeat(2000)}`, ''],
    ['/a', 'b'.repeat(2000)],
  ])('%j?%j is replaced by the front page', (path, query) => {
    expect(returnPath(path, query)).toBe('/');
  });
});
