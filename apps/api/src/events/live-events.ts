// What happens, as it happens, at whichever replica. The truth is in REST.
import { Injectable } from '@nestjs/common';
import { EventJournal } from './event-journal.js';
import type { EventType } from './live-event.js';

@Injectable()
export class LiveEvents {
  constructor(private readonly journal: EventJournal) {}

  /** Says that it has happened: after it is stored. */
  publish(type: EventType, stationId: string, data: object, at = new Date()): void {
    this.journal.append({ type, stationId, at, data });
  }
}
