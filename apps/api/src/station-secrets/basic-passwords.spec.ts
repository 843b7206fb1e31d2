import { describe, expect, test } from '@jest/globals';
import { basic } from '../../test/handshake.js';
import { canonicalSecret, readPasswords } from './basic-passwords.js';

const KEY = '0001020304050607FFFEFDFCFBFAF9F8F7F6F5F4';

describe('readPasswords', () => {
  test.each([
    ['colons in the password', 'CS-1', 'a:b:c', 'a:b:c'],
    ['UTF-8 in the password (RFC 7617 §2.1)', 'CS-1', 'пароль-充電-äöü', 'пароль-充電-äöü'],
    ['UTF-8 in the identity', 'Säule 7', 'secret', 'secret'],
    ['a byte order mark, which is part of it', 'CS-1', '\ufeffsecret', '\ufeffsecret'],
    ['a key as text, whatever its case (security whitepaper §2.3)', 'CS-1', KEY, KEY.toLowerCase()],
    ['20 printable characters, which are no key', 'CS-1', 'x'.repeat(20), 'x'.repeat(20)],
    ['nothing', 'CS-1', '', ''],
  ])('%s', (_what, id, password, meaning) => {
    expect(readPasswords(basic(id, password), id)).toEqual([meaning]);
  });

  test('20 bytes stand for the 40 hexadecimal digits of AuthorizationKey (OCPP-J 1.6 §6.2)', () => {
    expect(readPasswords(basic('CS-1', Buffer.from(KEY, 'hex')), 'CS-1')).toEqual([KEY.toLowerCase()]);
    const alsoUtf8 = Buffer.from('äöüäöüäöüä');
    expect(readPasswords(basic('CS-1', alsoUtf8), 'CS-1')).toEqual(['äöüäöüäöüä', alsoUtf8.toString('hex')]);
    expect(canonicalSecret(KEY)).toBe(KEY.toLowerCase());
    expect(canonicalSecret('Secret')).toBe('Secret');
  });

  test.each([
    ['no header', undefined],
    ['another scheme', 'Bearer abc'],
    ['no base64', 'Basic !!!'],
    ['nothing after the scheme', 'Basic '],
    ['no colon', `Basic ${Buffer.from('CS-1').toString('base64')}`],
    ["another station's name", basic('CS-2', 'secret')],
    ['a name that only begins alike', basic('CS-11', 'secret')],
    ['the name in another case', basic('cs-1', 'secret')],
    ['no name', basic('', 'secret')],
    ['19 bytes that are no UTF-8', basic('CS-1', Buffer.alloc(19, 0xff))],
    ['two values', `${basic('CS-1', 'secret')}, ${basic('CS-1', 'secret')}`],
  ])('%s: none', (_what, header) => {
    expect(readPasswords(header, 'CS-1')).toEqual([]);
  });
});
