import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

test('the generated types and validators are what the official schemas give', () => {
  execFileSync(process.execPath, [here('../tools/generate.mjs'), '--check'], { stdio: 'pipe' });
});

test('the validators need no eval: they work under a Content-Security-Policy without unsafe-eval', () => {
  const code = readFileSync(here('./v16/generated/validators.ts'), 'utf8');
  expect(code).not.toMatch(/new Function|\beval\(/);
  execFileSync(process.execPath, ['--disallow-code-generation-from-strings', '--input-type=module'], {
    input: `import { v16 } from ${JSON.stringify(here('../dist/index.js'))};
      if (v16.version.actions.Reset.validateRequest({ type: 'Soft' }).length !== 0) process.exit(1);`,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
});
