// A binary heap whose members know their place, so that a deadline can be moved in O(log n).

export interface HeapMember {
  dueAt: number;
  /** Place in the heap; -1: not in it. Owned by the heap. */
  heapIndex: number;
}

export class DeadlineHeap<T extends HeapMember> {
  readonly #members: T[] = [];

  /** The member that is due first. */
  first(): T | undefined {
    return this.#members[0];
  }

  /** Puts the member where its deadline belongs; Infinity takes it out. */
  set(member: T, dueAt: number): void {
    if (dueAt === Infinity) return this.remove(member);
    const before = member.dueAt;
    member.dueAt = dueAt;
    if (member.heapIndex < 0) {
      member.heapIndex = this.#members.length;
      this.#members.push(member);
      this.#rise(member);
    } else if (dueAt < before) this.#rise(member);
    else if (dueAt > before) this.#sink(member);
  }

  remove(member: T): void {
    const index = member.heapIndex;
    member.dueAt = Infinity;
    if (index < 0) return;
    member.heapIndex = -1;
    const last = this.#members.pop();
    if (last === undefined || last === member) return;
    this.#place(last, index);
    this.#rise(last);
    this.#sink(last);
  }

  #place(member: T, index: number): void {
    this.#members[index] = member;
    member.heapIndex = index;
  }

  #rise(member: T): void {
    let index = member.heapIndex;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = this.#members[parentIndex] as T;
      if (parent.dueAt <= member.dueAt) break;
      this.#place(parent, index);
      index = parentIndex;
    }
    this.#place(member, index);
  }

  #sink(member: T): void {
    const members = this.#members;
    let index = member.heapIndex;
    for (;;) {
      let childIndex = 2 * index + 1;
      let child = members[childIndex];
      const right = members[childIndex + 1];
      if (right !== undefined && child !== undefined && right.dueAt < child.dueAt) {
        child = right;
        childIndex += 1;
      }
      if (child === undefined || child.dueAt >= member.dueAt) break;
      this.#place(child, index);
      index = childIndex;
    }
    this.#place(member, index);
  }
}
