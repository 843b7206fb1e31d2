/** What a WebSocket close code says (RFC 6455 §7.4.1 and the IANA registry), in words for people. */
const meanings: Record<number, string> = {
  1000: 'the other side closed it normally',
  1001: 'the server is going away (shutdown, or a page that was left)',
  1002: 'protocol error: the two sides did not agree on the WebSocket or OCPP subprotocol',
  1003: 'the server got a kind of data that it does not take',
  1005: 'closed without a code',
  1006: 'it broke, or never opened; the browser tells no page why',
  1007: 'the server got text that is not UTF-8',
  1008: 'the server refuses by policy (often: unknown station or wrong password)',
  1009: 'a message was too big for the server',
  1010: 'a needed WebSocket extension was missing',
  1011: 'the server met an internal error',
  1012: 'the server restarts',
  1013: 'the server is overloaded: try again later',
  1014: 'a gateway got a bad answer from the server behind it',
  1015: 'the TLS handshake failed',
};

export function closeCodeMeaning(code: number): string {
  const known = meanings[code];
  if (known !== undefined) return known;
  if (code >= 4000 && code <= 4999) return 'a code of this server’s own; its documentation knows';
  if (code >= 3000 && code <= 3999) return 'a code registered by a library';
  return 'not a code of the WebSocket standard';
}
