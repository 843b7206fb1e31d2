// The app as a command: `node dist/main.js`, built by `npm test` beforehand.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { infra } from './synthesis.js';

test('a wrong environment stops the synth with one line and exit code 1', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(infra, 'dist/main.js')], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], CDK_CONTEXT_JSON: JSON.stringify({ environment: 'production' }) },
  });
  expect(stderr).toBe(
    'Cannot synthesise: There is no environment "production": say -c environment=NAME, one of prod, sandbox.\n',
  );
  expect(status).toBe(1);
});
