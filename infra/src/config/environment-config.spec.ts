import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parseConfig, readConfig } from './environment-config.js';

const environments = fileURLToPath(new URL('../../environments', import.meta.url));
type Values = Record<string, unknown> & Record<'page' | 'api', Record<string, unknown>>;
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

describe('a key that is missing or wrong is named', () => {
  test.each<[string, (values: Values) => void]>([
    ['account', (values) => Reflect.deleteProperty(values, 'account')],
    ['account', (values) => (values['account'] = 111111111111)],
    ['page.domainName', (values) => (values.page.domainName = 'https://simulator.example.com')],
    [
      'page.certificateArn',
      (values) => (values.page.certificateArn = 'arn:aws:acm:eu-central-1:111111111111:certificate/1'),
    ],
    ['api', (values) => Reflect.deleteProperty(values, 'api')],
    ['api.domainName', (values) => (values.api.domainName = '')],
    ['logRetentionDays', (values) => (values['logRetentionDays'] = 0)],
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

  test('whose file is no JSON is named', () => {
    writeFileSync(join(folder, 'broken.json'), '{');
    expect(refusal(() => readConfig(folder, 'broken'))).toContain('infra/environments/broken.json is no JSON');
  });
});
