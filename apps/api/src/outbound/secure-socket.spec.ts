// What an attempt to connect reports about TLS, and that nothing is sent to whom it does not trust.
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import { TestAuthority } from '../../test/certificates.js';
import type { Certificate } from '../../test/certificates.js';
import { attempt, connector, outcomes, started } from '../../test/connection-attempts.js';
import { startFarCsms, startTcpServer } from '../../test/far-csms.js';
import { readEnvironment } from '../config/environment.js';
import type { ConnectionReport } from './connection-report.dto.js';
import type { ConnectionRequest } from './connection-request.dto.js';
import { OutboundConnector } from './outbound-connector.js';

describeWith('OpenSSL', 'TLS', () => {
  let authority: TestAuthority;
  let good: Certificate;
  beforeAll(() => {
    authority = new TestAuthority();
    good = authority.issue('csms', 'DNS:localhost,IP:127.0.0.1');
  });
  afterAll(() => authority.remove());

  const tlsAttempt = async (tls: object, more: Partial<ConnectionRequest> = {}): Promise<ConnectionReport> => {
    const csms = await started(startFarCsms({ tls }));
    return attempt(csms.origin, { trustedCertificates: authority.cert, ...more });
  };

  test('a certificate of a trusted authority: version, subject, issuer, names, validity', async () => {
    const report = await tlsAttempt(good);
    expect(report.verdict).toBe('connected');
    expect(report.tls).toMatchObject({
      version: 'TLSv1.3',
      trusted: true,
      clientCertificateRequested: false,
      certificate: { subject: 'CN=csms', issuer: 'CN=Test Authority', names: ['localhost', '127.0.0.1'] },
    });
    expect(Date.parse(report.tls?.certificate?.validTo ?? '')).toBeGreaterThan(Date.now());
    expect((await tlsAttempt({ ...good, maxVersion: 'TLSv1.2' })).tls?.version).toBe('TLSv1.2');
  });

  test('by name: SNI and the check of the certificate are for the name, a trailing dot aside', async () => {
    const asked: string[] = [];
    const SNICallback = (name: string, done: (error: null) => void): void => {
      asked.push(name);
      done(null);
    };
    const csms = await started(startFarCsms({ tls: { ...authority.issue('name', 'DNS:csms.example'), SNICallback } }));
    const made = new OutboundConnector(readEnvironment({}));
    made.network = { resolve: async () => ['127.0.0.1'], connect: (host) => connect({ host, port: csms.port }) };
    for (const host of ['csms.example', 'csms.example.']) {
      const report = await attempt(`wss://${host}/`, { trustedCertificates: authority.cert }, made);
      expect(report.verdict).toBe('connected');
    }
    expect(asked).toEqual(['csms.example', 'csms.example']);
    expect((await attempt('wss://b.example/', { trustedCertificates: authority.cert }, made)).verdict).toBe(
      'certificateWrongHost',
    );
  });

  test.each<[string, string, () => Certificate, Partial<ConnectionRequest>]>([
    ['expired', 'certificateExpired', () => authority.issue('old', 'IP:127.0.0.1', { days: -1 }), {}],
    ['for another host', 'certificateWrongHost', () => authority.issue('other', 'DNS:other.example'), {}],
    ['signed by itself', 'certificateSelfSigned', () => authority.selfSigned('self', 'IP:127.0.0.1'), {}],
    ['of an unknown authority', 'certificateUnknownAuthority', () => good, { trustedCertificates: undefined }],
  ] as never)('a certificate that is %s: %s, and nothing is sent', async (_what, verdict, make, more) => {
    const csms = await started(startFarCsms({ tls: make() }));
    const basic = { username: 'CS-1', password: 'secret' };
    const request = { trustedCertificates: authority.cert, basic, ...more };
    if (request.trustedCertificates === undefined) delete (request as Partial<ConnectionRequest>).trustedCertificates;
    const report = await attempt(csms.origin, request);
    expect(report).toMatchObject({
      verdict,
      tls: { trusted: false, certificate: { subject: expect.any(String) } },
      http: null,
    });
    expect(report.remedy.length).toBeGreaterThan(20);
    expect(outcomes(report)).toMatchObject({ tcp: 'passed', tls: 'failed', http: 'skipped' });
    expect(csms.requests).toHaveLength(0);
  });

  test('a certificate for another host names those that it is for', async () => {
    const report = await tlsAttempt(authority.issue('names', 'DNS:a.example,DNS:b.example'));
    expect(report.remedy).toMatch(/for a\.example, b\.example, not for 127\.0\.0\.1/);
  });

  test('a certificate signed by itself is accepted once it is given as trusted', async () => {
    const own = authority.selfSigned('given', 'IP:127.0.0.1');
    expect((await tlsAttempt(own, { trustedCertificates: own.cert })).verdict).toBe('connected');
  });

  test.each(['TLSv1.3', 'TLSv1.2'])('a client certificate that is demanded and not given, %s', async (version) => {
    const demanding = { ...good, ca: authority.cert, requestCert: true, rejectUnauthorized: true, maxVersion: version };
    const report = await tlsAttempt(demanding);
    expect(report).toMatchObject({ verdict: 'clientCertificateRequired', tls: { clientCertificateRequested: true } });
    expect(outcomes(report)).toMatchObject({ tls: 'failed', http: 'skipped' });
  });

  test('a client certificate: accepted, of an authority that the server does not know, and one without its key', async () => {
    const demanding = { ...good, ca: authority.cert, requestCert: true, rejectUnauthorized: true };
    const { cert: certificate, key } = authority.issue('CS-1', 'DNS:CS-1');
    const accepted = await tlsAttempt(demanding, { clientCertificate: { certificate, key } });
    expect(accepted).toMatchObject({ verdict: 'connected', tls: { clientCertificateRequested: true } });
    expect(JSON.stringify(accepted)).not.toContain('PRIVATE KEY');
    const stranger = authority.selfSigned('stranger', 'DNS:stranger');
    const refused = { clientCertificate: { certificate: stranger.cert, key: stranger.key } };
    // Node's own server hangs up on such a certificate, after the handshake and without an alert.
    expect((await tlsAttempt(demanding, refused)).remedy).toMatch(
      /does not accept this client certificate|may not accept/,
    );
    expect(() =>
      connector.prepare({
        url: 'wss://a.example',
        subprotocols: [],
        clientCertificate: { certificate, key: stranger.key },
      }),
    ).toThrow(
      expect.objectContaining({
        errors: [{ field: 'clientCertificate/key', detail: 'does not belong to the certificate' }],
      }),
    );
  });

  test('a port without TLS', async () => {
    const csms = await started(startFarCsms());
    const report = await attempt(csms.origin.replace('ws:', 'wss:'));
    expect(report).toMatchObject({
      verdict: 'tlsNotSpoken',
      remedy: expect.stringContaining('ws:// instead of wss://'),
    });
  });

  test('a port with TLS, asked without it', async () => {
    const csms = await started(startFarCsms({ tls: good }));
    const report = await attempt(csms.origin.replace('wss:', 'ws:'));
    expect(['notHttp', 'connectionReset', 'badRequest']).toContain(report.verdict);
    expect(report.remedy).toMatch(/wss:\/\//);
  });

  test('a server that hangs up during the TLS handshake', async () => {
    const csms = await started(startTcpServer((socket) => void socket.once('data', () => socket.resetAndDestroy())));
    expect((await attempt(csms.origin.replace('ws:', 'wss:'))).verdict).toBe('tlsFailed');
  });
});
