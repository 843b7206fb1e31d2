import { hash } from 'node:crypto';
import type { Sample, SampleOrigin } from './sample.js';

/**
 * The same for the same message, whenever it comes; with the place of a sample behind it, unique. The time first: an index
 * of random keys costs a large table dear.
 */
export function fingerprintOf(origin: SampleOrigin, samples: readonly Sample[]): string {
  const firstAt = samples[0]?.sampledAt.getTime() ?? 0;
  const { stationId, connectorId, transactionId } = origin;
  const text = plainJson.write(origin, samples) ?? JSON.stringify([stationId, connectorId, transactionId, samples]);
  return `${firstAt.toString(36).padStart(9, '0')}${hash('sha1', text, 'base64url').slice(0, 24)}`;
}

const QUOTE = 34;
const BACKSLASH = 92;

/**
 * Writes what JSON.stringify would, into memory that it uses again: this runs for every sample of every station. Gives up on
 * text that must be escaped, and on what is very long.
 */
class PlainJson {
  private readonly bytes = Buffer.allocUnsafe(64 * 1024);
  private position = 0;
  private isWhole = true;

  write({ stationId, connectorId, transactionId }: SampleOrigin, samples: readonly Sample[]): Buffer | null {
    this.position = 0;
    this.isWhole = true;
    this.value('[', stationId);
    this.raw(`,${connectorId},${transactionId},[`);
    let sampledAt: Date | undefined;
    let time = '';
    for (const [index, sample] of samples.entries()) {
      if (sample.sampledAt !== sampledAt) {
        sampledAt = sample.sampledAt;
        time = sampledAt.toISOString();
      }
      this.value(index === 0 ? '{"sampledAt":' : ',{"sampledAt":', time);
      this.value(',"measurand":', sample.measurand);
      this.value(',"phase":', sample.phase);
      this.value(',"location":', sample.location);
      this.value(',"context":', sample.context);
      this.value(',"unit":', sample.unit);
      this.value(',"format":', sample.format);
      this.value(',"value":', sample.value);
      this.raw('}');
    }
    this.raw(']]');
    return this.isWhole ? this.bytes.subarray(0, this.position) : null;
  }

  private value(before: string, text: string | null): void {
    this.raw(before);
    if (text === null) return this.raw('null');
    this.raw('"');
    this.raw(text);
    this.raw('"');
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code < 32 || code > 126 || code === QUOTE || code === BACKSLASH) this.isWhole = false;
    }
  }

  private raw(text: string): void {
    if (this.position + text.length > this.bytes.length) this.isWhole = false;
    if (!this.isWhole) return;
    for (let index = 0; index < text.length; index++) this.bytes[this.position++] = text.charCodeAt(index);
  }
}

const plainJson = new PlainJson();
