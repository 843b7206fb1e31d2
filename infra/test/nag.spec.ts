// cdk-nag's AwsSolutions rules: no finding without a stated reason, on the real stacks; and the check itself bites.
import { rmSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { buildApp, writeArtefacts } from './synth-fixture.js';

const artefacts = writeArtefacts();
afterAll(() => rmSync(artefacts.root, { recursive: true }));

/** The finding ids of the synth; it throws for them, and its message names each. */
function findings(environment: string, change: (app: ReturnType<typeof buildApp>) => void = () => undefined): string[] {
  const built = buildApp(environment, artefacts);
  change(built);
  try {
    built.app.synth();
    return [];
  } catch (error) {
    const ids = [...String(error).matchAll(/AwsSolutions::([^']+)'/g)].map(([, id]) => id ?? '');
    if (ids.length === 0) throw error;
    return ids;
  }
}

test.each(['sandbox', 'prod'])(
  '%s has no finding that is not explained',
  (environment) => {
    expect(findings(environment)).toEqual([]);
  },
  60_000,
);

test('a careless bucket is found', () => {
  const rules = findings('sandbox', ({ edge }) => new Bucket(edge, 'Careless'));
  expect(rules).toEqual(expect.arrayContaining(['AwsSolutions-S1', 'AwsSolutions-S10']));
}, 180_000);
