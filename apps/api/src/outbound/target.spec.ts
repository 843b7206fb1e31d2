import { describe, expect, test } from '@jest/globals';
import { readTarget } from './target.js';

describe('readTarget', () => {
  test.each([
    ['ws://csms.example/ocpp/CS-1', 'csms.example', 80],
    ['wss://csms.example/ocpp/CS-1', 'csms.example', 443],
    ['WSS://CSMS.Example:8443', 'csms.example', 8443],
    ['wss://csms.example.', 'csms.example.', 443],
    ['ws://[2606:4700::1]:9000/x', '2606:4700::1', 9000],
    // One form of each address, whatever it looks like (WHATWG URL, IPv4 parser).
    ['ws://2130706433/', '127.0.0.1', 80],
    ['ws://0177.0.0.1/', '127.0.0.1', 80],
    ['ws://0x7f.1/', '127.0.0.1', 80],
    ['ws://127.1/', '127.0.0.1', 80],
    ['ws://127.0.0.1./', '127.0.0.1', 80],
    ['ws://0/', '0.0.0.0', 80],
    ['ws://１２７.０.０.１/', '127.0.0.1', 80],
    ['ws://127。0。0。1/', '127.0.0.1', 80],
    ['ws://[::ffff:127.0.0.1]/', '::ffff:7f00:1', 80],
    ['ws://public.example\\@127.0.0.1/', 'public.example', 80],
  ])('%s → %s port %i', (url, hostname, port) => {
    expect(readTarget(url)).toMatchObject({ hostname, port });
  });

  test.each([
    ['nonsense', /is no URL; write it as wss:/],
    ['', /is no URL/],
    ['ws://', /is no URL/],
    ['ws://[fe80::1%25lo]/', /is no URL/],
    ['ws://256.256.256.256/', /is no URL/],
    ['ws://csms.example:99999/', /is no URL/],
    ['http://csms.example/', /begins with http:/],
    ['file:///etc/passwd', /begins with file:/],
    ['ws+unix:///var/run/docker.sock:/x', /begins with ws\+unix:/],
    ['gopher://csms.example/', /begins with gopher:/],
    ['ws://public.example@127.0.0.1/', /holds credentials; give them as `basic`/],
    ['ws://:secret@127.0.0.1/', /holds credentials/],
    ['ws://csms.example/#x', /fragment.*RFC 6455 §3/],
    ['ws://csms.example:25/', /port 25, which belongs to another protocol/],
    ['ws://csms.example:22/', /port 22/],
    [`ws://csms.example/${'x'.repeat(2100)}`, /longer than 2048/],
  ])('%s is refused, with what to do', (url, problem) => {
    expect(readTarget(url)).toEqual({ problem: expect.stringMatching(problem) });
  });
});
