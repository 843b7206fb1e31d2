// Who waits for the end of a command, at whichever replica it ends.
import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, IsNull, Not, Repository } from 'typeorm';
import { Log } from '../logging/log.js';
import { Drain } from '../replicas/drain.js';
import { ReplicaChannel } from '../replicas/replica-channel.js';
import { CommandEntity } from './command.entity.js';

/** Words between replicas may get lost: the rows are looked at, too. */
const LOOK_INTERVAL_MS = 500;
const IDS_PER_LOOK = 500;

@Injectable()
export class CommandEnds implements BeforeApplicationShutdown {
  private readonly waiting = new Map<string, Set<() => void>>();
  private added: string[] = [];
  private timer: NodeJS.Timeout | undefined;
  private isLastCall = false;

  constructor(
    @InjectRepository(CommandEntity) private readonly rows: Repository<CommandEntity>,
    private readonly channel: ReplicaChannel,
    private readonly log: Log,
    drain: Drain,
  ) {
    channel.listen({ commandEnded: ({ commandId }) => this.wake(commandId) });
    drain.onLastCall(() => this.releaseAll());
  }

  beforeApplicationShutdown(): void {
    this.releaseAll();
  }

  tell(commandId: string): void {
    this.channel.broadcast({ type: 'commandEnded', commandId });
  }

  /** Resolves when the command has ended, after `waitMs`, or when this replica is about to stop. */
  async wait(commandId: string, waitMs: number): Promise<void> {
    if (waitMs <= 0 || this.isLastCall) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(patience);
        const others = this.waiting.get(commandId);
        others?.delete(done);
        if (others?.size === 0) this.waiting.delete(commandId);
        resolve();
      };
      const patience = setTimeout(done, waitMs);
      this.waiting.set(commandId, (this.waiting.get(commandId) ?? new Set()).add(done));
      // At once, too: it may have ended before somebody waited.
      this.lookSoon(commandId);
      this.lookLater();
    });
  }

  private wake(commandId: string): void {
    for (const done of this.waiting.get(commandId) ?? []) done();
  }

  private releaseAll(): void {
    this.isLastCall = true;
    clearTimeout(this.timer);
    for (const commandId of this.waiting.keys()) this.wake(commandId);
  }

  private lookSoon(commandId: string): void {
    this.added.push(commandId);
    if (this.added.length === 1) setImmediate(() => void this.look(this.added.splice(0)));
  }

  private lookLater(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const ids = [...this.waiting.keys()];
      if (ids.length === 0) return;
      void this.look(ids).finally(() => this.lookLater());
    }, LOOK_INTERVAL_MS).unref();
  }

  private async look(ids: string[]): Promise<void> {
    try {
      for (let start = 0; start < ids.length; start += IDS_PER_LOOK) {
        const id = In(ids.slice(start, start + IDS_PER_LOOK));
        const ended = await this.rows.find({ select: { id: true }, where: { id, finishedAt: Not(IsNull()) } });
        for (const row of ended) this.wake(row.id);
      }
    } catch (error) {
      this.log.warn({ error }, 'ends of commands could not be read');
    }
  }
}
