// The templates as a whole, so that no change goes unseen. What changes with every build is masked.
import { describe, expect, test } from '@jest/globals';
import { synthesise } from './synthesis.js';
import type { Template } from './synthesis.js';

/** Hashes of assets and code, and the ids that carry one. */
function masked(text: string): string {
  return text.replaceAll(/[0-9a-f]{64}/g, 'HASH').replaceAll(/CurrentVersion[0-9A-Fa-f]{40}/g, 'CurrentVersionHASH');
}

/** A line a resource. Tags are the same everywhere, and another spec's. */
function lines({ Resources, Outputs }: Template): string {
  const resources = Object.entries(Resources).map(([id, { Type, Properties, DeletionPolicy }]) => {
    const bare = { ...Properties, Tags: undefined };
    return `${id}: ${Type} ${JSON.stringify(bare)} ${DeletionPolicy ?? ''}`;
  });
  return masked([...resources, `Outputs: ${Object.keys(Outputs ?? {}).join(' ')}`].join('\n'));
}

describe.each(['sandbox', 'prod'] as const)('%s', (name) => {
  const { stacks } = synthesise(name);
  test.each(Object.entries(stacks).sort())('%s', (_stack, template) => {
    expect(lines(template)).toMatchSnapshot();
  });
});
