// Two replicas' journals on one Valkey.
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { describeWith, startOwnRedis } from '@simulator/test-services';
import type { PrivateRedis } from '@simulator/test-services';
import { until } from '../../test/test-station.js';
import { readReplicaSettings } from '../config/replica-settings.js';
import { Log } from '../logging/log.js';
import { openValkey } from '../valkey/open-valkey.js';
import type { Valkey } from '../valkey/valkey.js';
import { EVENT_TYPES } from './live-event.js';
import type { EventType } from './live-event.js';
import { STATE, STREAMS } from './valkey-event.js';
import { ValkeyEventJournal } from './valkey-event-journal.js';

describeWith('own Valkey', 'the journal of all replicas', () => {
  let redis: PrivateRedis;
  let valkeys: Valkey[];
  let one: ValkeyEventJournal;
  let two: ValkeyEventJournal;

  beforeEach(async () => {
    redis = await startOwnRedis();
    const log = new Log('silent');
    const { valkey } = readReplicaSettings({ REDIS_URL: redis.url, DRAIN_TIMEOUT_S: 20 });
    valkeys = [await openValkey(valkey!, log), await openValkey(valkey!, log)];
    [one, two] = valkeys.map((each) => new ValkeyEventJournal(each, log)) as [ValkeyEventJournal, ValkeyEventJournal];
  });
  afterEach(async () => {
    for (const valkey of valkeys) valkey.close();
    await redis.stop();
  });

  const append = (journal: ValkeyEventJournal, number: number, type: EventType = 'status'): void =>
    journal.append({ type, stationId: 'CS', at: new Date(), data: { number } });
  const all = new Set(EVENT_TYPES);
  const numbersAfter = async (journal: ValkeyEventJournal, id: string, types: ReadonlySet<EventType> = all) =>
    (await journal.after(id, types))?.map(({ data }) => (data as { number: number }).number) ?? null;
  const listen = async (journal: ValkeyEventJournal) => {
    const told: (number | 'gap')[] = [];
    const sequences: (number | null)[] = [];
    const stop = await journal.listen({
      happened: ({ data, sequence }) => {
        told.push((data as { number: number }).number);
        sequences.push(sequence);
      },
      gap: () => told.push('gap'),
    });
    return { told, sequences, stop };
  };

  test('who listens at one replica hears of what happens at both, in one order', async () => {
    const [here, there] = [await listen(one), await listen(two)];
    for (let number = 0; number < 100; number += 1) {
      append(number % 2 === 0 ? one : two, number, number % 3 === 0 ? 'message' : 'status');
    }
    await until(() => here.told.length === 100 && there.told.length === 100, 'all is told');
    expect(here.told).toEqual(there.told);
    expect([...here.sequences].sort((a, b) => Number(a) - Number(b))).toEqual(here.sequences);
    here.stop();
    append(one, 100);
    await until(() => there.told.length === 101, 'the other one still listens');
    expect(here.told).toHaveLength(100);
    there.stop();
  });

  test('who was away resumes at another replica, by the id that the first one gave', async () => {
    const { told, sequences, stop } = await listen(one);
    append(one, 1);
    await until(() => told.length === 1, 'the first is told');
    stop();
    append(one, 2);
    append(two, 3, 'transaction');
    await until(async () => (await numbersAfter(two, String(sequences[0])))?.length === 2, 'both are stored');
    expect((await numbersAfter(two, String(sequences[0])))?.sort()).toEqual([2, 3]);
    expect(await numbersAfter(two, String(sequences[0]), new Set(['transaction']))).toEqual([3]);
  });

  test('a flood of messages pushes no transaction out; what is pushed out makes a gap for who wants it', async () => {
    const id = await one.newestId();
    append(one, 1, 'transaction');
    for (let number = 0; number < 12_000; number += 1) append(one, number, 'message');
    await until(async () => Number(await one.newestId()) === Number(id) + 12_001, 'all is stored');
    expect(await numbersAfter(two, id, new Set(['transaction']))).toEqual([1]);
    expect(await numbersAfter(two, id, new Set(['message']))).toBeNull();
    expect(await numbersAfter(two, String(Number(id) + 12_001 - 4000), new Set(['message']))).toHaveLength(4000);
  });

  test.each([['nonsense'], ['5'], ['9007199254740991'], ['99999999999999999999']])('%s is no id: a gap', async (id) => {
    append(one, 1);
    await one.newestId();
    expect(await two.after(id, all)).toBeNull();
  });

  test.each<[string, (valkey: Valkey) => Promise<unknown>]>([
    ['a stream that is a text', ({ client }) => client.set(STREAMS[1]!, 'x')],
    ['a state that is a list', ({ client }) => client.del(STATE).then(() => client.rpush(STATE, 'x'))],
    ['a count that is none', ({ client }) => client.hset(STATE, 'sequence', 'banana')],
    ['an entry far ahead', ({ client }) => client.xadd(STREAMS[1]!, '9007199254740991-9', 'a', 'b')],
    ['no journal at all', ({ client }) => client.flushall()],
  ])('a poisoned journal (%s) is begun anew, and who listens is told of a gap', async (_what, poison) => {
    append(one, 0);
    const { told, stop } = await listen(two);
    await until(
      async () => (await numbersAfter(one, String(Number(await one.newestId()) - 1))) !== null,
      'it is stored',
    );
    await poison(valkeys[0]!);
    append(one, 1);
    await until(() => told.includes('gap'), 'the gap is told');
    append(one, 2);
    await until(() => told.includes(2), 'it goes on');
    stop();
  });

  test('foreign entries are no events', async () => {
    const { told, stop } = await listen(two);
    const { client } = valkeys[0]!;
    const id = Number(await one.newestId());
    await client.xadd(STREAMS[1]!, `${id + 1}-0`, 'previous', '0', 'event', '{"stationId":7}');
    await client.xadd(STREAMS[0]!, `${id + 1}-0`, 'event', 'x');
    append(one, 1, 'command');
    await until(() => told.includes(1), 'what is an event is told');
    expect(told).toEqual([1]);
    stop();
  });

  test('while Valkey is away, events are told at their own replica; then there is a gap, and all goes on', async () => {
    const [here, there] = [await listen(one), await listen(two)];
    const id = await one.newestId();
    await redis.kill();
    await until(() => valkeys.every(({ up }) => !up), 'it is missed');
    append(one, 1);
    await until(() => here.told.includes(1), 'it is told here');
    expect(here.sequences).toEqual([null]);
    await redis.start();
    await until(() => valkeys.every(({ up }) => up), 'it is back');
    await until(() => here.told.includes('gap') && there.told.includes('gap'), 'the gap is told');
    append(two, 2);
    await until(() => here.told.includes(2) && there.told.includes(2), 'it goes on');
    expect(there.told).not.toContain(1);
    expect(await one.after(id, all)).toBeNull();
    here.stop();
    there.stop();
  });
});
