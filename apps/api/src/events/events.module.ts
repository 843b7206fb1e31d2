import { Global, Module } from '@nestjs/common';
import { EventsController } from './events.controller.js';
import { LiveEvents } from './live-events.js';

/** Global: every feature has something to say. */
@Global()
@Module({ controllers: [EventsController], providers: [LiveEvents], exports: [LiveEvents] })
export class EventsModule {}
