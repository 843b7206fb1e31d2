// Which element of the list shows which row: one that scrolls out of sight lends its element to one that comes in. Pure.

/** Remembers the element ("slot") of each row in sight. */
export class RowSlots {
  #slots = new Map<number, number>();

  /**
   * @param numbers of the rows in sight, in their order
   * @returns a slot for each: the one that it had, else the first that is free in the order on the screen
   */
  assign(numbers: readonly number[]): number[] {
    const inSight = new Set(numbers);
    const free = [...this.#slots].flatMap(([number, slot]) => (inSight.has(number) ? [] : [slot]));
    const taken = new Set(this.#slots.values());
    let next = 0;
    const unused = (): number => {
      while (taken.has(next)) next += 1;
      return next++;
    };
    let lent = 0;
    const slots = numbers.map((number) => this.#slots.get(number) ?? free[lent++] ?? unused());
    this.#slots = new Map(numbers.map((number, index) => [number, slots[index]!]));
    return slots;
  }
}
