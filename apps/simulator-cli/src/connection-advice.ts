// What to do about a connection that failed, by what the system said.
interface Advice {
  when: RegExp;
  advice: string;
}

const table: readonly Advice[] = [
  { when: /CERT_HAS_EXPIRED/, advice: 'renew the certificate of the CSMS (or set this machine’s clock)' },
  { when: /CERT_NOT_YET_VALID/, advice: 'the CSMS’s certificate is not valid yet: look at the clocks' },
  { when: /ERR_TLS_CERT_ALTNAME_INVALID/, advice: 'use the host name that the CSMS’s certificate is for' },
  {
    when: /SELF_SIGNED|UNABLE_TO_(GET_ISSUER_CERT|VERIFY_LEAF)/,
    advice: 'the CSMS’s certificate is not trusted: give the CA that signed it with --ca',
  },
  {
    when: /ALERT_(CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE)|alert (certificate required|handshake failure)/,
    advice: 'the CSMS asks for a client certificate: give --cert and --key',
  },
  {
    when: /ALERT_(BAD|UNKNOWN|UNSUPPORTED|CERTIFICATE|ACCESS|DECRYPT)|alert (bad|unknown|certificate|access)/,
    advice: 'the CSMS does not accept the station’s certificate: look at --cert and at the CA that the CSMS trusts',
  },
  { when: /wrong version number|packet length too long/i, advice: 'there is no TLS on that port: try ws://' },
  { when: /HTTP 400/, advice: 'the CSMS does not understand the request: is its OCPP endpoint TLS only (wss://)?' },
  { when: /HTTP 401/, advice: 'give the station’s password with --password or --password-file' },
  { when: /HTTP 403/, advice: 'the CSMS does not let this station in: look at --id and at its password there' },
  { when: /HTTP 404/, advice: 'look at the path of --url and at --id: the CSMS may not know the station' },
  { when: /HTTP 30\d/, advice: 'the CSMS has moved: use the URL that it names' },
  { when: /HTTP 5\d\d/, advice: 'the CSMS has a problem of its own: look at its log' },
  { when: /ECONNREFUSED/, advice: 'is the CSMS running, and are host and port right?' },
  { when: /ENOTFOUND|EAI_AGAIN/, advice: 'the host name is not known: look at --url' },
  {
    when: /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|handshake within/,
    advice: 'nobody answers: look at host, port and firewall',
  },
  {
    when: /socket hang up|ECONNRESET/,
    advice: 'the server ended it without a word: does it want wss://, or a client certificate?',
  },
  { when: /HPE_|Parse Error/, advice: 'that is no HTTP server: look at the port' },
  { when: /EMFILE/, advice: 'this process may not open more connections: raise “ulimit -n”' },
];

/** The reason with what to do about it, as one line. */
export function withAdvice(reason: string, { hasPassword }: { hasPassword: boolean }): string {
  const found = table.find(({ when }) => when.test(reason));
  if (found === undefined) return reason;
  const isWrongPassword = hasPassword && /HTTP 401/.test(reason);
  return `${reason} – ${isWrongPassword ? 'the password is not the one that the CSMS has for this station' : found.advice}`;
}
