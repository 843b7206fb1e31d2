// In the place of Web Locks where the browser has none (an insecure origin): the tabs agree by messages who holds the lock.
// The longest there wins; who stole it, against all others. Two that hold it find out by the next beat.
import type { Channel, Locks } from './single-worker.js';

/** Lower wins. */
type Rank = [since: number, id: string];
type Message = { type: 'claim' | 'held' | 'steal'; rank: Rank } | { type: 'released' };

export interface ChannelTimes {
  /** How long others have to speak against a claim. */
  claimMs: number;
  beatMs: number;
  /** A holder that was not heard for so long is gone. */
  silenceMs: number;
}

const usualTimes: ChannelTimes = { claimMs: 700, beatMs: 2_000, silenceMs: 7_000 };

export class ChannelLocks implements Locks {
  readonly #openChannel: (name: string) => Channel;
  readonly #times: ChannelTimes;

  constructor(openChannel: (name: string) => Channel, times = usualTimes) {
    this.#openChannel = openChannel;
    this.#times = times;
  }

  request(name: string, options: { steal?: boolean; signal?: AbortSignal }, callback: () => Promise<void>) {
    return new Promise<void>((resolve, reject) => {
      const claim = new Claim(this.#openChannel(`${name} lock`), this.#times, {
        granted: () => void callback().then(() => claim.release(resolve), reject),
        lost: () => reject(new DOMException('The lock was stolen.', 'AbortError')),
      });
      options.signal?.addEventListener('abort', () => claim.giveUp());
      if (options.steal === true) claim.steal();
      else claim.start();
    });
  }
}

interface ClaimListener {
  granted(): void;
  lost(): void;
}

class Claim {
  readonly #channel: Channel;
  readonly #times: ChannelTimes;
  readonly #listener: ClaimListener;
  #rank: Rank = [Date.now(), crypto.getRandomValues(new Uint32Array(4)).join('-')];
  #state: 'claiming' | 'waiting' | 'held' | 'over' = 'claiming';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(channel: Channel, times: ChannelTimes, listener: ClaimListener) {
    this.#channel = channel;
    this.#times = times;
    this.#listener = listener;
    channel.onmessage = ({ data }: { data: Message }) => this.#receive(data);
  }

  start(): void {
    this.#state = 'claiming';
    this.#post({ type: 'claim', rank: this.#rank });
    this.#after(this.#times.claimMs, () => this.#hold());
  }

  steal(): void {
    // The last thief wins against the one before, too.
    this.#rank = [-Date.now(), this.#rank[1]];
    this.#post({ type: 'steal', rank: this.#rank });
    this.#hold();
  }

  /** Gives up waiting; one that holds is not concerned. */
  giveUp(): void {
    if (this.#state === 'claiming' || this.#state === 'waiting') this.#end();
  }

  release(resolve: () => void): void {
    if (this.#state !== 'held') return;
    this.#post({ type: 'released' });
    this.#end();
    resolve();
  }

  #hold(): void {
    this.#state = 'held';
    this.#beat();
    this.#listener.granted();
  }

  #beat(): void {
    this.#post({ type: 'held', rank: this.#rank });
    this.#after(this.#times.beatMs, () => this.#beat());
  }

  #receive(message: Message): void {
    if (message.type === 'released') {
      if (this.#state === 'waiting') this.start();
    } else if (this.#state === 'held') {
      if (message.type !== 'claim' && outranks(message.rank, this.#rank)) {
        this.#end();
        this.#listener.lost();
      } else this.#post({ type: 'held', rank: this.#rank });
    } else if (message.type !== 'claim' || outranks(message.rank, this.#rank)) this.#wait();
    else if (this.#state === 'claiming') this.#post({ type: 'claim', rank: this.#rank });
  }

  #wait(): void {
    this.#state = 'waiting';
    this.#after(this.#times.silenceMs, () => this.start());
  }

  #end(): void {
    this.#state = 'over';
    clearTimeout(this.#timer);
    this.#channel.onmessage = null;
    this.#channel.close();
  }

  #after(delayMs: number, work: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(work, delayMs);
  }

  #post(message: Message): void {
    this.#channel.postMessage(message);
  }
}

function outranks([since, id]: Rank, [otherSince, otherId]: Rank): boolean {
  return since === otherSince ? id < otherId : since < otherSince;
}
