/**
 * Tells a Worker that is dead from one that has no time. Only time in which the page itself was seen and on time counts: a
 * hidden tab, a laptop that sleeps and a machine that is busy are silent too, and nobody's fault.
 */
export class Pulse {
  readonly #limitMs: number;
  readonly #longestTickMs: number;
  #silentMs = 0;
  #lastAt: number | null = null;

  /** @param tickMs how often `tick` is called at the least */
  constructor(tickMs: number, limitMs: number) {
    this.#longestTickMs = 2 * tickMs;
    this.#limitMs = limitMs;
  }

  heard(): void {
    this.#silentMs = 0;
  }

  /** Whether it has been silent too long. */
  tick(now: number, isVisible: boolean): boolean {
    const tookMs = this.#lastAt === null ? 0 : now - this.#lastAt;
    this.#lastAt = isVisible ? now : null;
    if (isVisible && tookMs <= this.#longestTickMs) this.#silentMs += tookMs;
    return this.#silentMs >= this.#limitMs;
  }
}
