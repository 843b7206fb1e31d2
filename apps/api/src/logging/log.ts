import { Injectable } from '@nestjs/common';
import { pino } from 'pino';
import type { DestinationStream, LevelWithSilent, LoggerOptions } from 'pino';
import { createRequire } from 'node:module';
import { logContext } from './log-context.js';

type Fields = Record<string, unknown>;

/** Structured log on stdout: JSON lines, or readable ones at a terminal where pino-pretty is installed. */
@Injectable()
export class Log {
  private readonly pino;

  /** @param destination instead of stdout */
  constructor(level: LevelWithSilent, destination?: DestinationStream) {
    const options: LoggerOptions = {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: serializeError },
      mixin: logContext,
    };
    if (destination !== undefined) this.pino = pino(options, destination);
    else if (process.stdout.isTTY && hasPrettyPrinter()) {
      this.pino = pino({ ...options, transport: { target: 'pino-pretty' } });
    } else this.pino = pino(options);
  }

  debug(fields: Fields, message: string): void {
    this.pino.debug(fields, message);
  }

  info(fields: Fields, message: string): void {
    this.pino.info(fields, message);
  }

  warn(fields: Fields, message: string): void {
    this.pino.warn(fields, message);
  }

  error(fields: Fields, message: string): void {
    this.pino.error(fields, message);
  }
}

/** A failed statement keeps its text; its values, hashes of secrets among them, stay out of the log. */
function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { parameters: _values, driverError: _original, sql: _text, ...rest } = pino.stdSerializers.err(error);
  return rest;
}

function hasPrettyPrinter(): boolean {
  try {
    createRequire(import.meta.url).resolve('pino-pretty');
    return true;
  } catch {
    return false;
  }
}
