import type { LoggerService } from '@nestjs/common';
import type { Log } from './log.js';

/** Nest's own messages in our log; what it says while wiring up is for debugging. */
export class NestLogger implements LoggerService {
  constructor(private readonly target: Log) {}

  log(message: unknown, ...context: unknown[]): void {
    this.target.debug({ context }, String(message));
  }

  debug(message: unknown, ...context: unknown[]): void {
    this.target.debug({ context }, String(message));
  }

  verbose(message: unknown, ...context: unknown[]): void {
    this.target.debug({ context }, String(message));
  }

  warn(message: unknown, ...context: unknown[]): void {
    this.target.warn({ context }, String(message));
  }

  error(message: unknown, ...context: unknown[]): void {
    this.target.error({ context }, String(message));
  }

  fatal(message: unknown, ...context: unknown[]): void {
    this.target.error({ context }, String(message));
  }
}
