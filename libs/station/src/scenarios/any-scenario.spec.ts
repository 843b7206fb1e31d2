// Whatever a scenario says, as long as it has the shape: it runs to an end, and nothing throws.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRun, parseScenario, runInVirtualTime } from '../index.js';
import { scenarioShape } from './scenario.js';
import type { Node, RecordNode } from './shapes.js';

const names = fc.constantFrom(
  'A',
  'Heartbeat',
  'Authorize',
  'StartTransaction',
  'MeterValues',
  'Reset',
  '${v}',
  '${now+5}',
);
const anything = fc.oneof(
  fc.constantFrom({ idTag: 'A' }, { status: { $any: true } }, { type: 'Hard' }, [], null, { connectorId: '${v}' }),
  fc.jsonValue({ maxDepth: 2 }),
);

function numbers({ least = -5, most = 60, integer, values }: Extract<Node, { kind: 'number' }>): fc.Arbitrary<unknown> {
  if (values !== undefined) return fc.constantFrom(...values);
  const high = Math.max(least, Math.min(most, least + 60));
  const number = integer ? fc.integer({ min: least, max: high }) : fc.double({ min: least, max: high, noNaN: true });
  return fc.oneof(
    { weight: 9, arbitrary: number },
    { weight: 1, arbitrary: fc.constantFrom('${v}', '${transactionId}') },
  );
}

/** Values of the shape; `depth` bounds loops in loops. */
function valuesOf(node: Node, depth: number): fc.Arbitrary<unknown> {
  switch (node.kind) {
    case 'any':
      return anything;
    case 'nothing':
      return fc.constant(null);
    case 'flag':
      return fc.boolean();
    case 'number':
      return numbers(node);
    case 'text':
      if (node.values !== undefined) return fc.constantFrom(...node.values);
      return node.problem
        ? fc.constantFrom('Renault', 'Leaf', '${v}')
        : names.map((text) => text.slice(0, node.maxLength));
    case 'list':
      return fc.array(valuesOf(node.of, depth), { minLength: node.least, maxLength: 4 });
    case 'map':
      return fc.dictionary(
        fc.constantFrom('v', 'idTag', 'status', 'MeterValueSampleInterval'),
        valuesOf(node.of, depth),
        {
          maxKeys: 2,
        },
      );
    case 'record':
      return records(node, depth, {});
    case 'choice':
      return fc.oneof(
        ...Object.entries(node.cases).map(([name, fields]) => records(fields, depth, { [node.by]: name })),
      );
    case 'headed':
      return fc.oneof(
        ...Object.entries(node.heads)
          .filter(([head]) => depth > 0 || head !== 'repeat')
          .map(([, head]) => valuesOf(head, depth)),
      );
    case 'either':
      return fc.oneof(...node.of.map((each) => valuesOf(each, depth)));
    case 'named':
      return valuesOf(node.get(), depth - 1);
  }
}

function records({ fields }: RecordNode, depth: number, fixed: Record<string, unknown>): fc.Arbitrary<unknown> {
  const model = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, valuesOf(field.node, depth)]));
  const requiredKeys = Object.keys(fields).filter((name) => fields[name]!.required);
  return fc.record(model, { requiredKeys }).map((members) => ({ ...fixed, ...members }));
}

const scenarios = valuesOf(scenarioShape, 2).map((document) => {
  const { steps, ...rest } = document as { steps: unknown[] };
  const begin = [{ do: 'powerOn' }, { wait: 'registration', is: 'accepted' }, { do: 'plug', connectorId: 1 }];
  return {
    ...rest,
    seed: 1,
    variables: { v: 1 },
    steps: [...begin, { do: 'tag', idTag: 'A', connectorId: 1 }, ...steps],
  };
});

test('any scenario ends, passed or failed', () => {
  let ran = 0;
  fc.assert(
    fc.property(scenarios, (document) => {
      const parsed = parseScenario(JSON.stringify(document));
      if (!parsed.ok) return;
      try {
        createRun(parsed.scenario, {}, 0);
      } catch (error) {
        // A station that cannot be: refused before it runs.
        expect((error as Error).message).not.toBe('');
        return;
      }
      ran += 1;
      const { run } = runInVirtualTime(parsed.scenario);
      expect(['passed', 'failed']).toContain(run.state);
      expect(structuredClone(run)).toEqual(run);
    }),
    { numRuns: 300 },
  );
  expect(ran).toBeGreaterThan(100);
});
