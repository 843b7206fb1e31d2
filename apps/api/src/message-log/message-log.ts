// Every frame, written in batches behind the answers: a log that is slow or fails holds up nobody.
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { ENVIRONMENT } from '../config/environment.js';
import type { Environment } from '../config/environment.js';
import { dialectOf, insertStatements } from '../database/bulk-statements.js';
import type { InsertOptions } from '../database/bulk-statements.js';
import { runInTransaction } from '../database/run-in-transaction.js';
import type { StatementScript } from '../database/run-in-transaction.js';
import { LiveEvents } from '../events/live-events.js';
import { Log } from '../logging/log.js';
import type { PassedFrame } from '../ocpp/station-connection.js';
import { MessageEntity } from './message.entity.js';
import { MAX_TEXT_LENGTH, WaitingFrames } from './waiting-frames.js';
import type { MessageRow } from './waiting-frames.js';

const FLUSH_INTERVAL_MS = 100;
/** So long a CALL is held back for its answer. */
const ANSWER_WAIT_MS = 500;
const ROWS_PER_COMMIT = 2000;
/** A database that falls behind costs log lines, not memory. */
const MAX_WAITING = 20_000;
const END_OF_TIME = new Date(8.64e15);

@Injectable()
export class MessageLog implements OnApplicationShutdown {
  @Inject(LiveEvents) private readonly events: LiveEvents;
  private readonly waiting = new WaitingFrames();
  private dropped = 0;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private readonly insertOptions: InsertOptions;

  constructor(
    @InjectRepository(MessageEntity) private readonly rows: Repository<MessageEntity>,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    private readonly log: Log,
  ) {
    this.insertOptions = { dialect: dialectOf(rows.manager.dataSource.options.type) };
  }

  record(stationId: string, passed: PassedFrame): void {
    const frame = withoutSecrets(passed);
    const at = new Date();
    this.events.publish('message', stationId, shownOf(frame), at);
    if (this.environment.retention.messageDays === 0) return;
    if (this.waiting.size >= MAX_WAITING) {
      this.dropped += 1;
      return;
    }
    this.waiting.add(stationId, frame, at);
    this.timer ??= this.soon();
  }

  /** Writes all that waits. Never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    return this.write(END_OF_TIME);
  }

  onApplicationShutdown(): Promise<void> {
    return this.flush();
  }

  private soon(): NodeJS.Timeout {
    const write = async (): Promise<void> => {
      this.timer = undefined;
      await this.write(new Date(Date.now() - ANSWER_WAIT_MS));
      if (this.waiting.size > 0) this.timer ??= this.soon();
    };
    return setTimeout(() => void write(), FLUSH_INTERVAL_MS).unref();
  }

  private write(callsBefore: Date): Promise<void> {
    this.writing = this.writing.then(() => this.store(this.waiting.take(callsBefore)));
    return this.writing;
  }

  private async store(batch: readonly MessageRow[]): Promise<void> {
    const { dataSource } = this.rows.manager;
    try {
      for (let start = 0; start < batch.length; start += ROWS_PER_COMMIT) {
        const values = batch.slice(start, start + ROWS_PER_COMMIT);
        await runInTransaction(dataSource, [() => this.insertion(values)]);
      }
    } catch (error) {
      this.log.error({ error, messages: batch.length }, 'messages were not logged');
    }
    if (this.dropped > 0) this.log.warn({ messages: this.dropped }, 'messages were not logged: the database is slow');
    this.dropped = 0;
  }

  private *insertion(values: readonly MessageRow[]): StatementScript<void> {
    yield* insertStatements(this.rows.metadata, values, this.insertOptions);
  }
}

const shownOf = (frame: PassedFrame): PassedFrame =>
  frame.text.length > MAX_TEXT_LENGTH ? { ...frame, text: frame.text.slice(0, MAX_TEXT_LENGTH) } : frame;

/** The station's password (security whitepaper §2.3, AuthorizationKey) is nobody's to read. */
function withoutSecrets(frame: PassedFrame): PassedFrame {
  const { action, messageType, text } = frame;
  if (action !== 'ChangeConfiguration' || messageType !== 'call' || !/authorizationkey/i.test(text)) return frame;
  return { ...frame, text: text.replace(/("value"\s*:\s*)"(?:[^"\\]|\\.)*"/, '$1"***"') };
}
