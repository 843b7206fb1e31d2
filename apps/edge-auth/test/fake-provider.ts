// An identity provider whose every answer a spec can bend. What a real one does is held by login.spec.ts.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK, JWTPayload } from 'jose';

export const CLIENT_ID = 'client-1';

export interface TokenRequest {
  form: URLSearchParams;
  authorization: string | undefined;
}

export class FakeProvider {
  /** What the token endpoint answers to the next requests. */
  answer: (request: TokenRequest) => Promise<{ status: number; body: unknown }> | { status: number; body: unknown };
  readonly requests: TokenRequest[] = [];
  readonly revoked: string[] = [];
  /** Paths that are answered 500. */
  readonly broken = new Set<string>();
  issuer = '';
  kid = 'key-1';
  publicJwk: JWK = {};
  #server: Server | null = null;
  #key: CryptoKey | null = null;

  constructor() {
    this.answer = () => ({ status: 400, body: { error: 'invalid_grant' } });
  }

  async start(port = 0): Promise<this> {
    if (this.#key === null) await this.rotateKey('key-1');
    this.#server = createServer((message, response) => {
      void text(message).then(async (body) => {
        const path = message.url ?? '';
        const send = (status: number, value: unknown): void => {
          response.writeHead(status, { 'content-type': 'application/json' });
          response.end(JSON.stringify(value));
        };
        if (this.broken.has(path)) return send(500, {});
        if (path === '/.well-known/openid-configuration') return send(200, this.discovery());
        if (path === '/jwks') return send(200, { keys: [this.publicJwk] });
        const request = { form: new URLSearchParams(body), authorization: message.headers.authorization };
        if (path === '/revoke') {
          this.revoked.push(request.form.get('token') ?? '');
          return send(200, {});
        }
        this.requests.push(request);
        const { status, body: answer } = await this.answer(request);
        return send(status, answer);
      });
    });
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.issuer = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  stop(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

  discovery(): Record<string, unknown> {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/jwks`,
      end_session_endpoint: `${this.issuer}/end`,
      revocation_endpoint: `${this.issuer}/revoke`,
    };
  }

  async rotateKey(kid: string): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    this.#key = privateKey;
    this.kid = kid;
    this.publicJwk = { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' };
  }

  /** A token with these claims and no others. */
  sign(claims: JWTPayload): Promise<string> {
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: this.kid }).sign(this.#key!);
  }

  accessToken(nowS: number, claims: object = {}): Promise<string> {
    return this.sign({
      iss: this.issuer,
      sub: 'user-1',
      client_id: CLIENT_ID,
      token_use: 'access',
      'cognito:groups': ['operator'],
      iat: nowS,
      exp: nowS + 3600,
      ...claims,
    });
  }

  idToken(nowS: number, nonce: string | undefined, claims: object = {}): Promise<string> {
    return this.sign({
      iss: this.issuer,
      sub: 'user-1',
      aud: CLIENT_ID,
      email: 'user@example.com',
      iat: nowS,
      exp: nowS + 3600,
      ...(nonce === undefined ? {} : { nonce }),
      ...claims,
    });
  }
}
