// What infra sets is what the built API reads: names are compared with those of its schema, and the values are given to its own reader.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { clientCertificateHeaders } from '@simulator/deployment';
import { apiSettings } from '../src/config/schema.js';
import { environmentNames, infra, synthesise } from './synthesis.js';
import type { Synthesis } from './synthesis.js';

const built = join(infra, '../apps/api/dist/config/environment.js');

/** The variables of docs/configuration.md, which the API writes from its schema. */
function knownNames(): string[] {
  const table = readFileSync(join(infra, '../docs/configuration.md'), 'utf8');
  return [...table.matchAll(/^\| `([A-Z][A-Z0-9_]+)`/gm)].map(([, name]) => name ?? '');
}

interface Variable {
  Name: string;
  Value?: unknown;
  ValueFrom?: unknown;
}

function variablesOf(synthesis: Synthesis, family: string): Variable[] {
  const { Properties } = synthesis
    .resources('AWS::ECS::TaskDefinition')
    .find(({ Properties }) => Properties.Family.endsWith(`-${family}`)) ?? { Properties: {} };
  const [{ Environment = [], Secrets = [] }] = Properties.ContainerDefinitions;
  return [...Environment, ...Secrets];
}

/** What the container would be given, with stand-ins for what only AWS knows. */
function valuesAtStart(synthesis: Synthesis): Record<string, string> {
  const standIns: Record<string, string> = {
    DATABASE_HOST: 'database.internal',
    DATABASE_PORT: '3306',
    DATABASE_USER: 'simulator_clone',
    DATABASE_PASSWORD: 'secret',
    REDIS_URL: 'rediss://simulator:secret@cache.internal:6379',
    OIDC_ISSUER: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_abc',
    OIDC_AUDIENCE: 'client',
  };
  const parameters = synthesis
    .resources('AWS::SSM::Parameter')
    .map(({ Properties }) => [Properties.Name.split('/').pop(), Properties.Value]);
  const known: Record<string, unknown> = Object.fromEntries(parameters);
  return Object.fromEntries(
    variablesOf(synthesis, 'api').map(({ Name, Value }) => {
      const value = Value ?? known[Name === 'DATABASE_CA' ? 'certificate-authority' : Name];
      return [Name, typeof value === 'string' ? value : (standIns[Name] ?? `no stand-in for ${Name}`)];
    }),
  );
}

describe.each(environmentNames)('%s', (name) => {
  test('sets no variable that the API does not know', () => {
    const names = ['api', 'migration'].flatMap((family) =>
      variablesOf(synthesise(name), family).map(({ Name }) => Name),
    );
    expect(names).toEqual(expect.arrayContaining(['HOST', 'PORT', 'DATABASE_PASSWORD', 'DATABASE_CA']));
    expect(names.filter((each) => !knownNames().includes(each))).toEqual([]);
  }, 180_000);

  test('the API starts with them: they are given to its own reader', () => {
    const values = valuesAtStart(synthesise(name));
    const script = `import { readEnvironment } from ${JSON.stringify(built)};
      const { loopback, authMode, database, stationAuth, drain, proxies } = readEnvironment(process.env);
      const { certificateHeader } = proxies;
      const trusts = ['10.10.7.1', '10.20.7.1', '203.0.113.7'].filter(proxies.trusts);
      console.log(JSON.stringify({ loopback, authMode, tls: database.ca !== null, kind: database.kind, stationAuth, drain, certificateHeader, trusts }));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      env: values,
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      loopback: false,
      authMode: 'oidc',
      tls: true,
      kind: 'mariadb',
      stationAuth: 'required',
      certificateHeader: name === 'prod' ? clientCertificateHeaders.pem : null,
      trusts: [name === 'sandbox' ? '10.20.7.1' : '10.10.7.1'],
      drain: { leadMs: 15_000, spreadMs: 60_000, timeoutMs: 110_000 },
    });
  }, 180_000);
});

test('every setting that a configuration may have is one of the API', () => {
  const settings = Object.keys(apiSettings.shape);
  expect(settings.filter((each) => !knownNames().includes(each))).toEqual([]);
});
