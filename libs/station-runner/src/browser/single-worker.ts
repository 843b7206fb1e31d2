// One Worker at a time runs the stored stations, whatever the number of tabs: two would both speak for the same station.

/** The part of `navigator.locks` that is used. */
export interface Locks {
  request(
    name: string,
    options: { steal?: boolean; signal?: AbortSignal },
    callback: () => Promise<void>,
  ): Promise<unknown>;
}

/** The part of BroadcastChannel that is used. */
export interface Channel {
  postMessage(message: unknown): void;
  onmessage: ((event: never) => void) | null;
  close(): void;
}

export interface TurnListener {
  /** This Worker runs the stations from now on. */
  granted(): void;
  /** Another one does, or does not answer. `unsaved`: it stores nothing. */
  mustWait(other: { unsaved: boolean }): void;
  /** Another one wants to: store everything and let go. */
  handOver(): Promise<void>;
  /** Another one runs them already: nothing may be written or sent any more. */
  robbed(): void;
  failed(error: unknown): void;
  /** Whether what runs here is stored nowhere. */
  isUnsaved(): boolean;
}

type Message =
  { type: 'whoRuns' } | { type: 'running'; unsaved: boolean } | { type: 'handOver' | 'handedOver'; to: string };

export interface TurnTimes {
  /** After a reload the old Worker may hold the lock a moment longer. */
  patienceMs: number;
  /** A Worker that hangs is ended by its browser some seconds after it was told to. */
  silentPatienceMs: number;
  /** For storing what is still to be stored, and closing connections. */
  handOverMs: number;
  /** For the other one to take what was handed over. */
  collectMs: number;
}

export const usualTimes: TurnTimes = {
  patienceMs: 1_500,
  silentPatienceMs: 6_000,
  handOverMs: 6_000,
  collectMs: 3_000,
};

const NAME = 'charging-station-simulator';

/** The right to run the stations: waited for, held, handed over when another tab asks, taken when the holder is mute. */
export class Turn {
  readonly #id = crypto.getRandomValues(new Uint32Array(4)).join('-');
  readonly #locks: Locks;
  readonly #channel: Channel;
  readonly #listener: TurnListener;
  readonly #times: TurnTimes;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #state: 'waiting' | 'holding' | 'handedOver' | 'ended' = 'waiting';
  #queued: AbortController | null = null;
  #release: () => void = () => undefined;
  /** What the one who runs the stations has said. */
  #other: { unsaved: boolean } | null = null;
  #handedOver: () => void = () => undefined;
  #handingOver: Promise<void> | null = null;
  #isTaking = false;
  /** The one who runs the stations may be about to end. */
  #isPatient = true;
  /** One that had the right has been told why it lost it. */
  #hasHeld = false;

  constructor(locks: Locks, openChannel: (name: string) => Channel, listener: TurnListener, times = usualTimes) {
    this.#locks = locks;
    this.#channel = openChannel(NAME);
    this.#channel.onmessage = ({ data }: { data: Message }) => this.#receive(data);
    this.#listener = listener;
    this.#times = times;
  }

  /** Waits for its turn. */
  start(): void {
    this.#queue();
    this.#post({ type: 'whoRuns' });
    this.#later(this.#times.patienceMs, () => {
      this.#isPatient = false;
      if (this.#other !== null) this.#tellToWait();
    });
    this.#later(this.#times.silentPatienceMs, () => this.#other === null && this.#tellToWait());
  }

  /** Has the other one hand over; one that does not answer loses its right. */
  async take(): Promise<void> {
    if (this.#state !== 'waiting' || this.#isTaking) return;
    this.#isTaking = true;
    const handedOver = new Promise<void>((resolve) => {
      this.#handedOver = resolve;
      this.#later(this.#times.handOverMs, resolve);
    });
    this.#post({ type: 'handOver', to: this.#id });
    await handedOver;
    this.#isTaking = false;
    if (this.#isWaiting()) this.#request({ steal: true });
  }

  end(): void {
    this.#state = 'ended';
    for (const timer of this.#timers) clearTimeout(timer);
    this.#queued?.abort();
    this.#channel.close();
    this.#release();
  }

  #isWaiting(): boolean {
    return this.#state === 'waiting';
  }

  #queue(): void {
    this.#state = 'waiting';
    this.#queued = new AbortController();
    this.#request({ signal: this.#queued.signal });
  }

  #request(options: { steal: true } | { signal: AbortSignal }): void {
    let granted = false;
    const request = this.#locks.request(NAME, options, () => {
      if (this.#state !== 'waiting') return Promise.resolve();
      granted = true;
      this.#state = 'holding';
      this.#hasHeld = true;
      if ('steal' in options) this.#queued?.abort();
      this.#listener.granted();
      // Held until the Worker ends, or hands over.
      return new Promise<void>((resolve) => (this.#release = resolve));
    });
    request.then(
      () => granted && this.#lost(),
      (error: unknown) => {
        if (granted) this.#lost();
        else if (!('signal' in options && options.signal.aborted) && this.#state !== 'ended') {
          this.#listener.failed(error);
        }
      },
    );
  }

  /** Whoever has the right now: wait for it to come back. */
  #lost(): void {
    if (this.#state === 'ended') return;
    if (this.#state === 'holding') this.#listener.robbed();
    this.#handingOver = null;
    this.#queue();
  }

  #receive(message: Message): void {
    if (message.type === 'whoRuns' && this.#state === 'holding') {
      this.#post({ type: 'running', unsaved: this.#listener.isUnsaved() });
    } else if (message.type === 'running') {
      this.#other = { unsaved: message.unsaved };
      if (!this.#isPatient) this.#tellToWait();
    } else if (message.type === 'handedOver' && message.to === this.#id) this.#handedOver();
    else if (message.type === 'handOver' && this.#state === 'holding') void this.#handOver(message.to);
  }

  async #handOver(to: string): Promise<void> {
    this.#handingOver ??= this.#listener.handOver();
    await this.#handingOver;
    if (this.#state !== 'holding' && this.#state !== 'handedOver') return;
    this.#state = 'handedOver';
    this.#post({ type: 'handedOver', to });
    const release = this.#release;
    // Held for the one that asked, so that no third one comes first.
    this.#later(this.#times.collectMs, release);
  }

  #tellToWait(): void {
    if (this.#state === 'waiting' && !this.#hasHeld) this.#listener.mustWait(this.#other ?? { unsaved: false });
  }

  #later(delayMs: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, delayMs);
    this.#timers.add(timer);
  }

  #post(message: Message): void {
    this.#channel.postMessage(message);
  }
}
