import type { Locks } from '../src/browser/single-worker.js';

interface Holder {
  robbed(): void;
}

/** The Web Locks API, for one lock. */
export class FakeLocks implements Locks {
  #holder: Holder | null = null;
  #waiting: (() => void)[] = [];

  request(_name: string, options: { steal?: boolean; signal?: AbortSignal }, callback: () => Promise<void>) {
    return new Promise<void>((resolve, reject) => {
      const grant = () => {
        const holder = { robbed: () => reject(new DOMException('The lock was stolen.', 'AbortError')) };
        this.#holder = holder;
        callback().then(() => {
          resolve();
          if (this.#holder !== holder) return;
          this.#holder = null;
          this.#waiting.shift()?.();
        }, reject);
      };
      options.signal?.addEventListener('abort', () => {
        if (!this.#waiting.includes(grant)) return;
        this.#waiting = this.#waiting.filter((waiting) => waiting !== grant);
        reject(new DOMException('Given up.', 'AbortError'));
      });
      if (options.steal === true) {
        this.#holder?.robbed();
        grant();
      } else if (this.#holder === null) grant();
      else this.#waiting.push(grant);
    });
  }
}
