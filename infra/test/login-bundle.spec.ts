// The login at the edge, bundled for the environments by the tool of apps/edge-auth, as the build does.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { behaviours } from '@simulator/deployment';
import { parseConfig } from '../src/config/environment-config.js';
import { loginConfig } from '../src/edge/login-config.js';
import { infra, synthesise, valuesOf } from './synthesis.js';

describe.each(['sandbox', 'prod'] as const)('%s', (name) => {
  const folder = join(infra, 'dist/login');

  test('is built with the host, the secret and the region that the stack makes', () => {
    const config = parseConfig(name, valuesOf(name));
    expect(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))).toEqual(loginConfig(config));
    const bundle = readFileSync(join(folder, name, 'index.mjs'), 'utf8');
    const secret = synthesise(name).resources('AWS::SecretsManager::Secret', 'edge')[0]?.Properties.Name as string;
    for (const part of [`https://simulator.${config.domain.name}`, secret, 'us-east-1']) expect(bundle).toContain(part);
  }, 180_000);

  test('may read that secret and no other', () => {
    const [policy] = synthesise(name).resources('AWS::IAM::Policy', 'edge');
    const reads = policy?.Properties.PolicyDocument.Statement.filter(({ Action }: { Action: string | string[] }) =>
      [Action].flat().includes('secretsmanager:GetSecretValue'),
    );
    expect(reads).toHaveLength(1);
    expect(JSON.stringify(reads[0].Resource)).toContain(
      synthesise(name).resources('AWS::SecretsManager::Secret', 'edge')[0]?.id,
    );
  }, 180_000);
});

test('another issuer is baked in as the configuration names it', () => {
  expect(loginConfig(parseConfig('switched', valuesOf('switched')))).toEqual({
    origins: ['https://simulator.example.com'],
    secret: { id: 'simulator/switched/edge/login', region: 'us-east-1' },
    login: {
      kind: 'oidc',
      issuer: 'https://login.example.com',
      clientId: 'simulator',
      audience: 'https://api.example.com',
      audienceClaim: 'aud',
      rolesClaim: 'roles',
      logout: 'end-session',
    },
  });
});

test('the paths that it answers itself have a behaviour that takes their methods', () => {
  expect(behaviours.find(({ pattern }) => pattern === '/auth/*')).toMatchObject({ methods: 'all', caching: 'none' });
});
