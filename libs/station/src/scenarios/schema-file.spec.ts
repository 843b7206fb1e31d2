// The published JSON schema is made from the shapes, and says the same as they do.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parseScenario, scenarioSchema } from '../index.js';

const folder = new URL('../../scenarios/', import.meta.url);
const schemaFile = new URL('scenario.schema.json', folder);
// UPDATE=1 writes the file instead of comparing it; run prettier over it then.
if (process.env['UPDATE'] === '1') writeFileSync(schemaFile, JSON.stringify(scenarioSchema(), null, 2));
const published = JSON.parse(readFileSync(schemaFile, 'utf8')) as object;
const validate = new Ajv2020({ strict: false }).compile(published);
const files = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'scenario.schema.json');

test('scenarios/scenario.schema.json is up to date', () => {
  expect(published).toEqual(scenarioSchema());
});

test.each(files)('%s obeys it', (file) => {
  validate(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
  expect(validate.errors).toBeNull();
});

const scenario = (...steps: unknown[]) => ({ name: 'n', description: 'd', steps });

test.each([
  [scenario({ do: 'plug', connectorId: 1 })],
  [scenario({ do: 'plug', connectorId: '${c}' })],
  [scenario({ csms: 'Reset', payload: { type: 'Hard' }, answer: {} })],
  [
    scenario({
      repeat: 2,
      steps: [{ repeat: { until: { expect: 'soc', atLeast: 1 }, max: 3 }, steps: [{ do: 'restart' }] }],
    }),
  ],
  [scenario()],
  [scenario({ do: 'plug' })],
  [scenario({ do: 'plug', connectorId: 0 })],
  [scenario({ do: 'fly' })],
  [scenario({ wait: 'status', is: 'Flying' })],
  [scenario({ wait: 'status', is: 'Charging', colour: 1 })],
  [scenario({ repeat: 2, steps: [] })],
  [scenario({ repeat: 2, steps: [{ do: 'fly' }] })],
  [scenario({ answer: 'Authorize', with: 'noise' })],
  [scenario({ do: 'wire', faults: { drop: 2 } })],
  [{ ...scenario({ do: 'restart' }), seed: -1 }],
  [{ ...scenario({ do: 'restart' }), station: { connectors: [{ current: 'AC' }] } }],
  [[]],
])('schema and parser agree on %j', (document) => {
  const withVariable = { ...document, ...(!Array.isArray(document) && { variables: { c: 1 } }) };
  expect(parseScenario(JSON.stringify(withVariable)).ok).toBe(validate(withVariable));
});
