// Joins what a listener has missed and what happens from now on: each event once, in order.
import type { EventJournal, JournalListener } from './event-journal.js';
import type { EventStream } from './event-stream.js';
import type { EventType, LiveEvent } from './live-event.js';

export class ResumingListener implements JournalListener {
  /** What happens while the past is still being read; null: it has been. */
  private early: (LiveEvent | 'gap')[] | null = [];
  /** The newest that this listener knows of. */
  private seen = 0;

  constructor(
    private readonly stream: EventStream,
    private readonly journal: EventJournal,
    private readonly isWanted: (event: LiveEvent) => boolean,
  ) {}

  /** @returns how to stop; never rejects */
  async start(lastId: string | undefined, types: ReadonlySet<EventType>): Promise<() => void> {
    const stop = await this.journal.listen(this);
    await this.catchUp(lastId, types);
    const early = this.early ?? [];
    this.early = null;
    for (const each of early) {
      if (each === 'gap') this.gap();
      else if (each.sequence === null || each.sequence > this.seen) this.happened(each);
    }
    return stop;
  }

  happened(event: LiveEvent): void {
    if (this.early !== null) this.early.push(event);
    else if (this.isWanted(event)) this.stream.send(event);
  }

  gap(): void {
    if (this.early !== null) this.early.push('gap');
    else
      void this.journal.newestId().then(
        (id) => this.stream.sendGap(id),
        () => this.stream.sendGap(null),
      );
  }

  private async catchUp(lastId: string | undefined, types: ReadonlySet<EventType>): Promise<void> {
    try {
      const missed = lastId === undefined ? [] : await this.journal.after(lastId, types);
      if (lastId !== undefined && missed !== null) {
        this.seen = missed.at(-1)?.sequence ?? Number(lastId);
        for (const event of missed.filter(this.isWanted)) this.stream.send(event);
        return;
      }
      const newest = await this.journal.newestId();
      this.seen = Number(newest);
      if (lastId === undefined) this.stream.sendPosition(newest);
      else this.stream.sendGap(newest);
    } catch {
      // Nobody can say what was missed.
      if (lastId === undefined) this.stream.sendPosition(null);
      else this.stream.sendGap(null);
    }
  }
}
