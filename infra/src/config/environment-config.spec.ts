import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parseConfig, readConfig } from './environment-config.js';

const environments = fileURLToPath(new URL('../../environments', import.meta.url));
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- values that are wrong on purpose.
type Values = Record<string, any>;
const sandbox = (): Values => JSON.parse(readFileSync(join(environments, 'sandbox.json'), 'utf8')) as Values;

const folder = mkdtempSync(join(tmpdir(), 'environments-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The message of what is thrown, which must be one line. */
function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    const { message } = error as Error;
    expect(message).not.toContain('\n');
    return message;
  }
  throw new Error('nothing was refused');
}

test.each(['sandbox', 'prod'])('%s reads as it is committed', (name) => {
  expect(readConfig(environments, name)).toMatchObject({ name });
});

const foreignIssuer = {
  kind: 'oidc',
  issuer: 'https://login.example.com',
  clientId: 'simulator',
  audience: 'simulator',
  audienceClaim: 'aud',
  rolesClaim: 'roles',
};

describe('a key that is missing or wrong is named', () => {
  test.each<[string, (values: Values) => void]>([
    ['account', (values) => delete values['account']],
    ['account', (values) => (values['account'] = 111111111111)],
    ['region', (values) => (values['region'] = 'Frankfurt')],
    ['availabilityZones', (values) => values['availabilityZones'].pop()],
    ['availabilityZones', (values) => (values['availabilityZones'][0] = 'us-east-1a')],
    ['replicaRegion', (values) => (values['replicaRegion'] = values['region'])],
    ['domain', (values) => delete values['domain']],
    ['domain.name', (values) => (values['domain'].name = 'https://example.com')],
    ['domain.hostedZoneId', (values) => (values['domain'].hostedZoneId = 'example.com')],
    ['network.cidr', (values) => (values['network'].cidr = '8.8.0.0/16')],
    ['network.egress', (values) => (values['network'].egress = 'internet')],
    ['network.cloudFrontPrefixListId', (values) => (values['network'].cloudFrontPrefixListId = 'com.amazonaws.global')],
    ['edge.priceClass', (values) => (values['edge'].priceClass = 100)],
    ['edge.clientCertificates', (values) => delete values['edge'].clientCertificates],
    ['images.api', (values) => (values['images'].api = 'latest')],
    ['api.memoryMiB', (values) => (values['api'].memoryMiB = 8192)],
    ['api.cpu', (values) => (values['api'].cpu = 300)],
    ['api.maxTasks', (values) => (values['api'].minTasks = 2)],
    ['cache', (values) => (values['api'].maxTasks = 2)],
    ['api.settings', (values) => (values['api'].settings.DATABASE_PASSWORD = 'secret')],
    ['api.settings.LOG_LEVEL', (values) => (values['api'].settings.LOG_LEVEL = 'loud')],
    ['api.settings.OUTBOUND_CONNECTIONS', (values) => (values['api'].settings.OUTBOUND_CONNECTIONS = 'public')],
    ['database.instanceType', (values) => (values['database'].instanceType = 't4g.small')],
    ['database.maxStorageGiB', (values) => (values['database'].storageGiB = 500)],
    ['database.backupDays', (values) => (values['database'].backupDays = 0)],
    ['identity.kind', (values) => (values['identity'].kind = 'ldap')],
    ['identity.domainPrefix', (values) => (values['identity'].domainPrefix = 'my-cognito')],
    ['network.egress', (values) => (values['identity'] = { ...foreignIssuer })],
    ['network.egress', (values) => (values['api'].settings.OUTBOUND_CONNECTIONS = 'public')],
    ['api.settings.OUTBOUND_CONNECTIONS', (values) => (values['api'].settings.OUTBOUND_CONNECTIONS = 'any')],
    ['identity.issuer', (values) => (values['identity'] = { ...foreignIssuer, issuer: 'http://login.example.com' })],
    ['backup.retentionDays', (values) => (values['backup'].lockDays = 90)],
    ['backup.copyAccount', (values) => (values['backup'].copyAccount = values['account'])],
    ['observability.alarmEmail', (values) => (values['observability'].alarmEmail = 'nobody')],
    ['audit.guardDuty', (values) => delete values['audit'].guardDuty],
    ['delivery.project', (values) => (values['delivery'].project = 'simulator')],
    ['logRetentionDays', (values) => (values['logRetentionDays'] = 31)],
    ['keepData', (values) => (values['keepData'] = 'yes')],
    ['keepDate', (values) => (values['keepDate'] = true)],
  ])('%s', (key, spoil) => {
    const values = sandbox();
    spoil(values);
    const message = refusal(() => parseConfig('sandbox', values));
    expect(message).toMatch(/^infra\/environments\/sandbox\.json is wrong\. /);
    expect(message).toContain(key);
  });

  test('several at once', () => {
    const message = refusal(() => parseConfig('sandbox', { ...sandbox(), account: '1', keepData: null }));
    expect(message).toContain('account:');
    expect(message).toContain('keepData:');
  });
});

describe('an environment', () => {
  test.each([undefined, 'production', '../config/sandbox'])('%s is refused, naming those that there are', (name) => {
    expect(refusal(() => readConfig(environments, name))).toContain('prod, sandbox');
  });

  test('takes the images that the command line names', () => {
    const apiImage = `sha256:${'a'.repeat(64)}`;
    const { images } = readConfig(environments, 'sandbox', { apiImage });
    expect(images).toEqual({ api: apiImage, fleet: sandbox()['images'].fleet });
    expect(refusal(() => readConfig(environments, 'sandbox', { apiImage: 'latest' }))).toContain('images.api');
  });

  test('whose file is no JSON is named', () => {
    writeFileSync(join(folder, 'broken.json'), '{');
    expect(refusal(() => readConfig(folder, 'broken'))).toContain('infra/environments/broken.json is no JSON');
  });
});
