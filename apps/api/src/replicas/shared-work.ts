// Work that is to be done now and then by one replica, whichever it is.
import { Inject, Injectable } from '@nestjs/common';
import { PREFIX, VALKEY } from '../valkey/valkey.js';
import type { Valkey } from '../valkey/valkey.js';
import { Replica } from './replica.js';

@Injectable()
export class SharedWork {
  constructor(
    @Inject(VALKEY) private readonly valkey: Valkey | null,
    private readonly replica: Replica,
  ) {}

  /**
   * Does the work, unless another replica has begun it within this time. It must stand being done twice at once: while Valkey
   * is away nobody knows of the others.
   * @throws what the work throws
   */
  async oncePer(intervalMs: number, name: string, work: () => Promise<unknown>): Promise<void> {
    if (await this.isOurTurn(intervalMs, name)) await work();
  }

  private async isOurTurn(intervalMs: number, name: string): Promise<boolean> {
    if (this.valkey === null) return true;
    // Shorter than the interval: the next time must not be missed by a hair.
    const ttlMs = Math.ceil(intervalMs * 0.9);
    const key = `${PREFIX}turn:${name}`;
    try {
      return (await this.valkey.ask((client) => client.set(key, this.replica.id, 'PX', ttlMs, 'NX'))) === 'OK';
    } catch {
      return true;
    }
  }
}
