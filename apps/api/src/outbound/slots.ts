/** How many of something there may be at once: of one owner's, and in total. */
export class Slots {
  private readonly byOwner = new Map<string, number>();
  private total = 0;

  constructor(
    readonly maxPerOwner: number,
    readonly maxTotal: number,
  ) {}

  get taken(): number {
    return this.total;
  }

  /** @returns how to give it back, or null where none is free. */
  take(owner: string): (() => void) | null {
    const own = this.byOwner.get(owner) ?? 0;
    if (own >= this.maxPerOwner || this.total >= this.maxTotal) return null;
    this.byOwner.set(owner, own + 1);
    this.total += 1;
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      this.total -= 1;
      const left = (this.byOwner.get(owner) ?? 0) - 1;
      if (left > 0) this.byOwner.set(owner, left);
      else this.byOwner.delete(owner);
    };
  }
}
