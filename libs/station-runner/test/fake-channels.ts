import type { Channel } from '../src/browser/single-worker.js';

interface FakeChannel extends Channel {
  name: string;
  hangs(): boolean;
}

/** BroadcastChannels of one origin: messages are cloned and arrive later. */
export class FakeChannels {
  readonly #open = new Set<FakeChannel>();

  /** @param hangs whether the one that uses it hears nothing at the moment */
  classFor(hangs: () => boolean): new (name: string) => Channel {
    const open = this.#open;
    return class implements FakeChannel {
      readonly name: string;
      readonly hangs = hangs;
      onmessage: Channel['onmessage'] = null;

      constructor(name: string) {
        this.name = name;
        open.add(this);
      }

      postMessage(message: unknown): void {
        const data = structuredClone(message);
        for (const other of open) {
          if (other === this || other.name !== this.name) continue;
          setTimeout(() => open.has(other) && !other.hangs() && other.onmessage?.({ data } as never), 0);
        }
      }

      close(): void {
        open.delete(this);
      }
    };
  }
}
