import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { withEnvironmentTable } from './environment-table.js';
import { environmentSchema } from './environment.js';

const DOCUMENT = new URL('../../../../docs/configuration.md', import.meta.url);

test('every variable says what it means', () => {
  const silent = Object.entries(environmentSchema.shape).filter(([, row]) => !row.meta()?.description);
  expect(silent.map(([name]) => name)).toEqual([]);
});

// Out of date? npm run docs -w apps/api
test('docs/configuration.md has the table of today', () => {
  const document = readFileSync(DOCUMENT, 'utf8');
  expect(document).toBe(withEnvironmentTable(document));
  for (const name of Object.keys(environmentSchema.shape)) expect(document).toContain(`| \`${name}\` |`);
});

test('a document without a place for the table is refused', () => {
  expect(() => withEnvironmentTable('# Configuration\n')).toThrow(/needs <!-- environment: begin/);
});
