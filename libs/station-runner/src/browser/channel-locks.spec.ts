import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { FakeChannels } from '../../test/fake-channels.js';
import { ChannelLocks } from './channel-locks.js';

const times = { claimMs: 40, beatMs: 40, silenceMs: 160 };

/** What a tab has of the lock, in order. */
class Tab {
  readonly log: string[] = [];
  hangs = false;
  /** As when its tab is killed: it says nothing more. */
  isGone = false;
  readonly #locks: ChannelLocks;
  #release: () => void = () => undefined;

  constructor(channels: FakeChannels) {
    const ChannelClass = channels.classFor(() => this.hangs);
    const openChannel = (name: string) => {
      const channel = new ChannelClass(name);
      const post = channel.postMessage.bind(channel);
      channel.postMessage = (message) => this.isGone || post(message);
      return channel;
    };
    this.#locks = new ChannelLocks(openChannel, times);
  }

  request(options: { steal?: boolean; signal?: AbortSignal } = {}): this {
    const held = () => {
      this.log.push('held');
      return new Promise<void>((resolve) => (this.#release = resolve));
    };
    this.#locks.request('lock', options, held).then(
      () => this.log.push('released'),
      (error: unknown) => this.log.push((error as DOMException).name),
    );
    return this;
  }

  release(): void {
    this.#release();
  }
}

// A slow machine would let several hold it until the next beat (a test below has that case): here time passes only when told to.
beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());
const wait = (ms: number) => jest.advanceTimersByTimeAsync(ms);
/** Longer than an answer, a beat and a silence together. */
const LONG_MS = 400;

test('of many that begin at the same moment one holds the lock; released, the next has it', async () => {
  const channels = new FakeChannels();
  const tabs = Array.from({ length: 4 }, () => new Tab(channels).request());
  for (const _ of tabs) {
    await wait(LONG_MS);
    const holding = tabs.filter(({ log }) => log.length === 1);
    expect(holding).toHaveLength(1);
    holding[0]?.release();
  }
  await wait(LONG_MS);
  expect(tabs.map(({ log }) => log)).toEqual(tabs.map(() => ['held', 'released']));
});

test('a thief has it at once, and so has the next thief', async () => {
  const channels = new FakeChannels();
  const first = new Tab(channels).request();
  await wait(LONG_MS);
  const second = new Tab(channels).request({ steal: true });
  expect(second.log).toEqual(['held']);
  await wait(LONG_MS);
  const third = new Tab(channels).request({ steal: true });
  await wait(LONG_MS);
  expect([first.log, second.log, third.log]).toEqual([['held', 'AbortError'], ['held', 'AbortError'], ['held']]);
  third.release();
});

test('one that hung and was robbed meanwhile learns it from the next beat', async () => {
  const channels = new FakeChannels();
  const first = new Tab(channels).request();
  await wait(LONG_MS);
  first.hangs = true;
  const second = new Tab(channels).request({ steal: true });
  await wait(LONG_MS);
  first.hangs = false;
  await wait(LONG_MS);
  expect([first.log, second.log]).toEqual([['held', 'AbortError'], ['held']]);
  second.release();
});

test('the lock of one that is gone without a word is free after a silence', async () => {
  const channels = new FakeChannels();
  const gone = new Tab(channels).request({ steal: true });
  const second = new Tab(channels).request();
  await wait(LONG_MS);
  expect(second.log).toEqual([]);
  gone.isGone = true;
  await wait(LONG_MS);
  expect(second.log).toEqual(['held']);
  second.release();
  gone.release();
});

test('one that gives up waiting gets it no more', async () => {
  const channels = new FakeChannels();
  const first = new Tab(channels).request();
  await wait(LONG_MS);
  const giving = new AbortController();
  const second = new Tab(channels).request({ signal: giving.signal });
  await wait(LONG_MS);
  giving.abort();
  first.release();
  await wait(LONG_MS);
  expect([first.log, second.log]).toEqual([['held', 'released'], []]);
});
