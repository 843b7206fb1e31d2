import { describe, expect, test } from '@jest/globals';
import type { ConnectionRequest } from './connection-request.dto.js';
import { prepareRequest } from './prepare-request.js';

const request = (more: Partial<ConnectionRequest>): ConnectionRequest => ({
  url: 'wss://csms.example/ocpp/CS-1',
  subprotocols: ['ocpp1.6'],
  ...more,
});

describe('prepareRequest', () => {
  test('headers and Basic credentials go out, in UTF-8 (RFC 7617 §2.1)', () => {
    const basic = { username: 'CS-1', password: 'pä:ss' };
    const prepared = prepareRequest(request({ headers: { 'X-Api-Key': 'k' }, basic }));
    const Authorization = `Basic ${Buffer.from('CS-1:pä:ss').toString('base64')}`;
    expect(prepared).toMatchObject({ headers: { 'X-Api-Key': 'k', Authorization }, sends: { credentials: true } });
  });

  test.each([
    'Host',
    'connection',
    'UPGRADE',
    'Sec-WebSocket-Key',
    'Sec-WebSocket-Protocol',
    'sec-websocket-extensions',
    'Content-Length',
    'Transfer-Encoding',
    'TE',
    'Trailer',
    'Expect',
    'Keep-Alive',
    'Proxy-Authorization',
  ])('the header %s belongs to the handshake and cannot be given', (name) => {
    expect(prepareRequest(request({ headers: { [name]: 'x' } }))).toEqual({
      problems: [{ field: `headers/${name}`, detail: expect.stringContaining('cannot be given') }],
    });
  });

  test.each<[string, Record<string, unknown>]>([
    ['a line break in a value', { 'X-A': 'a\r\nHost: evil' }],
    ['a lone line feed', { 'X-A': 'a\nb' }],
    ['a NUL', { 'X-A': 'a\0' }],
    ['a character beyond Latin-1', { 'X-A': 'Ω' }],
    ['a line break in a name', { 'X-A\r\nHost': 'evil' }],
    ['a colon in a name', { 'Host:': 'evil' }],
    ['a space in a name', { 'Host ': 'evil' }],
    ['no name', { '': 'x' }],
    ['a value that is no text', { 'X-A': ['a'] }],
    ['a name twice', { 'X-A': '1', 'x-a': '2' }],
    ['too many', Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`X-${index}`, '']))],
    ['too long ones', { 'X-A': 'x'.repeat(8200) }],
  ])('headers: %s is refused', (_what, headers) => {
    const { problems } = prepareRequest(request({ headers: headers as Record<string, string> })) as {
      problems: object[];
    };
    expect(problems).toHaveLength(1);
  });

  test('Authorization beside `basic` is refused: which of them would be sent?', () => {
    const basic = { username: 'a', password: 'b' };
    const prepared = prepareRequest(request({ headers: { authorization: 'Bearer x' }, basic }));
    expect(prepared).toMatchObject({ problems: [{ field: 'headers/authorization' }] });
  });

  test('what is no PEM is named, and never quoted', () => {
    const clientCertificate = { certificate: 'SECRET', key: 'SECRET' };
    const prepared = prepareRequest(request({ clientCertificate, trustedCertificates: '' }));
    expect(prepared).toMatchObject({ problems: [{ field: 'trustedCertificates' }] });
    const other = prepareRequest(request({ clientCertificate }));
    expect(other).toMatchObject({ problems: [{ field: 'clientCertificate/certificate' }] });
    expect(JSON.stringify([prepared, other])).not.toContain('SECRET');
  });
});
