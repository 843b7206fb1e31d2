// GetSecretValue against a server that speaks as Secrets Manager does, and checks the signature as AWS documents it.
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { fetchSecret } from './fetch-secret.js';

const SECRET_KEY = 'of a test';
let server: Server;
let endpoint: string;
let answer: { status: number; body: string };
let seen: { message: IncomingMessage; body: string }[];
const before = { ...process.env };

beforeAll(async () => {
  server = createServer((message, response) => {
    void text(message).then((body) => {
      seen.push({ message, body });
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' }).end(answer.body);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen = [];
  answer = { status: 200, body: JSON.stringify({ SecretString: '{"sessionKey":"x"}' }) };
  // The names that the Lambda runtime sets for every function.
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'AKID',
    AWS_SECRET_ACCESS_KEY: SECRET_KEY,
    AWS_SESSION_TOKEN: 'session',
  });
});
afterEach(() => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
});

/** AWS Signature Version 4, computed anew from what arrived. */
function expectedSignature({ headers, method, url }: IncomingMessage, body: string): string {
  const [, scope = '', signedHeaders = ''] =
    /Credential=AKID\/([^,]+), SignedHeaders=([^,]+)/.exec(headers.authorization ?? '') ?? [];
  const hash = (value: string): string => createHash('sha256').update(value).digest('hex');
  const hmac = (key: string | Buffer, value: string): Buffer => createHmac('sha256', key).update(value).digest();
  const canonicalHeaders = signedHeaders
    .split(';')
    .map((name) => `${name}:${String(headers[name])}\n`)
    .join('');
  const canonical = [method, url, '', canonicalHeaders, signedHeaders, hash(body)].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash(canonical)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${SECRET_KEY}`);
  return hmac(key, toSign).toString('hex');
}

test('asks for the secret, signed for its region with the function’s own credentials', async () => {
  expect(await fetchSecret({ id: 'edge-login', region: 'us-east-1', endpoint })).toBe('{"sessionKey":"x"}');
  const { message, body } = seen[0]!;
  expect(JSON.parse(body)).toEqual({ SecretId: 'edge-login' });
  expect(message.headers).toMatchObject({
    'x-amz-target': 'secretsmanager.GetSecretValue',
    'x-amz-security-token': 'session',
  });
  expect(message.headers.authorization).toContain('/us-east-1/secretsmanager/aws4_request');
  expect(/Signature=(\w+)/.exec(message.headers.authorization ?? '')?.[1]).toBe(expectedSignature(message, body));
});

test('a refusal is an error without what the service said', async () => {
  answer = { status: 400, body: '{"__type":"AccessDeniedException","Message":"arn:aws:…"}' };
  await expect(fetchSecret({ id: 'edge-login', region: 'us-east-1', endpoint })).rejects.toThrow(
    /^Secrets Manager answers 400$/,
  );
});

test('a secret without text is empty, which nobody accepts', async () => {
  answer = { status: 200, body: '{}' };
  expect(await fetchSecret({ id: 'edge-login', region: 'us-east-1', endpoint })).toBe('');
});

test('a build that reads Secrets Manager takes no file', async () => {
  await expect(fetchSecret({ file: '/etc/passwd' })).rejects.toThrow('Secrets Manager only');
});
