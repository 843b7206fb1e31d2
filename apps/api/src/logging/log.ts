import { Injectable } from '@nestjs/common';
import { pino } from 'pino';
import type { LevelWithSilent } from 'pino';
import { createRequire } from 'node:module';

type Fields = Record<string, unknown>;

/** Structured log on stdout: JSON lines, or readable ones at a terminal where pino-pretty is installed. */
@Injectable()
export class Log {
  private readonly pino;

  constructor(level: LevelWithSilent) {
    this.pino = pino({
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: pino.stdSerializers.err },
      ...(process.stdout.isTTY && hasPrettyPrinter() ? { transport: { target: 'pino-pretty' } } : {}),
    });
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

function hasPrettyPrinter(): boolean {
  try {
    createRequire(import.meta.url).resolve('pino-pretty');
    return true;
  } catch {
    return false;
  }
}
