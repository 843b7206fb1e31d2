import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { openDB } from 'idb';
import { definitionOf } from '../../test/world.js';
import { DATABASE_NAME, isOfNewerRelease, openIndexedDbStore, UPGRADES } from './indexed-db-store.js';
import type { Upgrade } from './indexed-db-store.js';

const open = () => openIndexedDbStore(() => undefined);

beforeEach(() => {
  indexedDB = new IDBFactory();
});

describe('stations in IndexedDB', () => {
  test('come back as they were written, “never” included', async () => {
    const store = await open();
    const definition = definitionOf('S1');
    await store.write([
      { type: 'definition', definition },
      { type: 'definition', definition: definitionOf('S10') },
      { type: 'part', key: definition.key, part: 'station', value: { retryAt: Infinity } },
      { type: 'part', key: definition.key, part: 'connector:1', value: { registerWh: 1.5 } },
      { type: 'part', key: 'key-S10', part: 'queue', value: [] },
    ]);
    await store.close();
    const loaded = await (await open()).load();
    expect(loaded).toEqual([
      { definition, parts: { station: { retryAt: Infinity }, 'connector:1': { registerWh: 1.5 } } },
      { definition: definitionOf('S10'), parts: { queue: [] } },
    ]);
  });

  test('values are read before the write returns: the living state may change at once', async () => {
    const store = await open();
    const value = { registerWh: 1 };
    await store.write([{ type: 'definition', definition: definitionOf('S1') }]);
    const writing = store.write([{ type: 'part', key: 'key-S1', part: 'connector:1', value }]);
    value.registerWh = 2;
    await writing;
    expect((await store.load())[0]?.parts['connector:1']).toEqual({ registerWh: 1 });
  });

  test('a removed station takes its parts along, and no other station’s', async () => {
    const store = await open();
    for (const id of ['S1', 'S11']) {
      await store.write([
        { type: 'definition', definition: definitionOf(id) },
        { type: 'part', key: `key-${id}`, part: 'queue', value: [] },
      ]);
    }
    await store.write([
      { type: 'remove', key: 'key-S1' },
      { type: 'definition', definition: definitionOf('S1') },
    ]);
    const loaded = await store.load();
    expect(loaded.map(({ definition, parts }) => [definition.key, parts])).toEqual([
      ['key-S1', {}],
      ['key-S11', { queue: [] }],
    ]);
  });

  test('a write that cannot be stored as a whole is not stored in part', async () => {
    const store = await open();
    const unclonable = { type: 'part', key: 'key-S1', part: 'queue', value: () => undefined } as const;
    await expect(store.write([{ type: 'definition', definition: definitionOf('S1') }, unclonable])).rejects.toThrow();
    expect(await store.load()).toEqual([]);
  });

  test('a database of a newer version of the page is refused in words and left alone', async () => {
    const newer = await openDB(DATABASE_NAME, UPGRADES.length + 1, {
      upgrade: (database) => void database.createObjectStore('future'),
    });
    newer.close();
    await expect(open()).rejects.toThrow('a newer release of this page has written it');
    const after = await openDB(DATABASE_NAME);
    expect(after.version).toBe(UPGRADES.length + 1);
    expect([...after.objectStoreNames]).toEqual(['future']);
    after.close();
  });

  test('of an older release are migrated step by step, and nothing is lost', async () => {
    const old = await open();
    const definition = definitionOf('S1');
    await old.write([
      { type: 'definition', definition },
      { type: 'part', key: definition.key, part: 'station', value: { retryAt: Infinity } },
    ]);
    await old.close();
    const seen: number[] = [];
    const upgrades: Upgrade[] = [
      ...UPGRADES,
      async (_database, transaction) => {
        seen.push(2);
        for await (const { value, update } of cursors(transaction, 'definitions')) {
          await update({ ...value, name: `${String(value['name'])}, renamed` });
        }
      },
      (database) => {
        seen.push(3);
        database.createObjectStore('sessions');
      },
    ];
    const newer = await openIndexedDbStore(() => undefined, upgrades);
    expect(await newer.load()).toEqual([
      { definition: { ...definition, name: `${definition.name}, renamed` }, parts: { station: { retryAt: Infinity } } },
    ]);
    await newer.close();
    // Once only; and the release before keeps away from it.
    await (await openIndexedDbStore(() => undefined, upgrades)).close();
    expect(seen).toEqual([2, 3]);
    const refused: unknown = await open().catch((error: unknown) => error);
    expect(isOfNewerRelease(refused)).toBe(true);
  });

  test('whose migration fails are as they were', async () => {
    const old = await open();
    await old.write([{ type: 'definition', definition: definitionOf('S1') }]);
    await old.close();
    const failing: Upgrade = async (_database, transaction) => {
      await transaction.objectStore('definitions').clear?.();
      throw new Error('a bug');
    };
    await expect(openIndexedDbStore(() => undefined, [...UPGRADES, failing])).rejects.toThrow('a bug');
    expect(await (await open()).load()).toMatchObject([{ definition: { key: 'key-S1' } }]);
  });
});

async function* cursors(transaction: Parameters<Upgrade>[1], name: string) {
  let cursor = await transaction.objectStore(name).openCursor();
  while (cursor !== null) {
    const current = cursor;
    yield { value: current.value as Record<string, unknown>, update: (value: unknown) => current.update?.(value) };
    cursor = await current.continue();
  }
}
