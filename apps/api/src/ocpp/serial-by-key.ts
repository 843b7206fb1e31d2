/** Runs tasks of one key strictly one after another, in the order given, the first at once; keys do not wait for each other. */
export class SerialByKey {
  private readonly tails = new Map<string, Promise<void>>();

  /** The task must not reject: it answers for its own errors. */
  run(key: string, task: () => Promise<void>): Promise<void> {
    const tail = this.tails.get(key)?.then(task) ?? task();
    this.tails.set(key, tail);
    void tail.then(() => {
      if (this.tails.get(key) === tail) this.tails.delete(key);
    });
    return tail;
  }

  /** Resolves when everything that was given so far is done. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.tails.values());
  }
}
