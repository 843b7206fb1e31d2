import { Global, Module } from '@nestjs/common';
import { Log } from '../logging/log.js';
import { VALKEY } from '../valkey/valkey.js';
import type { Valkey } from '../valkey/valkey.js';
import { EventJournal } from './event-journal.js';
import { EventsController } from './events.controller.js';
import { LiveEvents } from './live-events.js';
import { MemoryEventJournal } from './memory-event-journal.js';
import { ValkeyEventJournal } from './valkey-event-journal.js';

const journal = {
  provide: EventJournal,
  inject: [VALKEY, Log],
  useFactory: (valkey: Valkey | null, log: Log) =>
    valkey === null ? new MemoryEventJournal() : new ValkeyEventJournal(valkey, log),
};

/** Global: every feature has something to say. */
@Global()
@Module({ controllers: [EventsController], providers: [LiveEvents, journal], exports: [LiveEvents, EventJournal] })
export class EventsModule {}
