// docs/scenarios.md lists the shipped scenarios, and its example is one that runs.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { failuresOf, parseScenario, runInVirtualTime } from '../index.js';
import { doShape } from './do-steps.js';
import { expectShape, waitShape } from './condition-shapes.js';
import type { Node } from './shapes.js';

const folder = new URL('../../scenarios/', import.meta.url);
const page = new URL('../../../../docs/scenarios.md', import.meta.url);
const MARK = /(<!-- Made from the files;[^\n]*-->\n)[^]*$/;

function rows(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && name !== 'scenario.schema.json')
    .map((name) => {
      const { name: title, topic = '' } = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Record<
        string,
        string
      >;
      return `| \`${name.replace('.json', '')}\` | ${title} | ${topic} |`;
    })
    .sort();
}

/** However wide prettier makes the columns. */
const narrow = (line: string): string => line.replaceAll(/\s+/g, ' ').trim();

test('the table of the library is up to date', () => {
  // UPDATE=1 writes the table instead of comparing it.
  if (process.env['UPDATE'] === '1') {
    const table = ['', '| Scenario | Name | Topic |', '| --- | --- | --- |', ...rows(), ''].join('\n');
    writeFileSync(page, readFileSync(page, 'utf8').replace(MARK, `$1${table}`));
  }
  const [, table = ''] = readFileSync(page, 'utf8').split('## Library');
  const found = table.split('\n').filter((line) => line.startsWith('| `'));
  expect(found.map(narrow)).toEqual(rows().map(narrow));
});

test('every kind of step and condition is described', () => {
  const text = readFileSync(page, 'utf8').split('## Library')[0]!;
  const kinds = (node: Node): string[] => (node.kind === 'choice' ? Object.keys(node.cases) : []);
  const all = new Set([doShape, waitShape, expectShape].flatMap(kinds));
  expect(all.size).toBeGreaterThan(40);
  expect([...all].filter((kind) => !text.includes(`\`${kind}\``) && !text.includes(`"wait": "${kind}"`))).toEqual([]);
});

test('the example of the page passes', () => {
  const [, example = ''] = /```json\n([^]*?)```/.exec(readFileSync(page, 'utf8')) ?? [];
  const parsed = parseScenario(example);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  expect(failuresOf(runInVirtualTime(parsed.scenario).run)).toEqual([]);
});
