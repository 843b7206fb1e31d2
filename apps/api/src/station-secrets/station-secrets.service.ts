// HTTP Basic of stations (OCPP-J 1.6 §6.2, security profile 1). A secret that was right once is remembered as an HMAC under a
// key of this process: ten thousand stations that come back at once cost ten thousand HMACs, not as many slow hashes.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT } from '../config/environment.js';
import type { Environment } from '../config/environment.js';
import { VALKEY } from '../valkey/valkey.js';
import type { Valkey } from '../valkey/valkey.js';
import type { StationEntity } from '../stations/station.entity.js';
import { StationsService } from '../stations/stations.service.js';
import { hashSecret, matchesHash } from './secret-hash.js';
import { SharedFailureLimit } from './shared-failure-limit.js';

const LIMIT = { name: 'station-secrets', maxFailures: 10, windowMs: 60_000 };
const MAX_REMEMBERED = 100_000;

export type Admission = { kind: 'admitted' } | { kind: 'refused' } | { kind: 'limited'; retryAfterS: number };

@Injectable()
export class StationSecretsService {
  private readonly key = randomBytes(32);
  /** By station: proof of the secret, and the stored hash that it was right for. */
  private readonly proven = new Map<string, { proof: Buffer; secretHash: string }>();
  private readonly failures: SharedFailureLimit;

  constructor(
    private readonly stations: StationsService,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    @Inject(VALKEY) valkey: Valkey | null,
  ) {
    this.failures = new SharedFailureLimit(LIMIT, valkey);
  }

  /**
   * Whether the station may connect.
   * @param station null: not known, but let in by UNKNOWN_STATIONS.
   * @param address whose failures are counted.
   */
  async admit(
    id: string,
    station: Pick<StationEntity, 'secretHash' | 'expiresAt'> | null,
    authorization: string | undefined,
    address: string,
  ): Promise<Admission> {
    const secretHash = station?.secretHash ?? null;
    if (secretHash === null) {
      // The name of a demo station is 60 random bits that only its visitor knows.
      const isDemo = station !== null && station.expiresAt !== null;
      return { kind: this.environment.stationAuth === 'optional' || isDemo ? 'admitted' : 'refused' };
    }
    const secret = basicPassword(authorization, id);
    // A browser and many stations come without first, and wait for the challenge: that is no failure.
    if (secret === null) return { kind: 'refused' };
    const proof = createHmac('sha256', this.key).update(`${id}\0${secret}`).digest();
    const known = this.proven.get(id);
    if (known?.secretHash === secretHash && timingSafeEqual(known.proof, proof)) return { kind: 'admitted' };
    return this.admitSlowly(id, secret, { proof, secretHash }, address);
  }

  /** Sets the secret of a station; null takes it away. Whether there is such a station. */
  async set(id: string, secret: string | null): Promise<boolean> {
    return this.stations.edit(id, { secretHash: secret === null ? null : await hashSecret(secret) });
  }

  private async admitSlowly(
    id: string,
    secret: string,
    proven: { proof: Buffer; secretHash: string },
    address: string,
  ): Promise<Admission> {
    // Counted before the slow part: a hundred guesses at once are a hundred.
    const retryAfterS = await this.failures.count(`${address} ${id}`, Date.now());
    if (retryAfterS > 0) return { kind: 'limited', retryAfterS };
    if (!(await matchesHash(secret, proven.secretHash))) return { kind: 'refused' };
    if (this.proven.size >= MAX_REMEMBERED) this.proven.clear();
    this.proven.set(id, proven);
    return { kind: 'admitted' };
  }
}

/** The password of an Authorization header whose user is the station's identity; null for anything else. */
function basicPassword(authorization: string | undefined, id: string): string | null {
  const encoded = /^basic +([A-Za-z0-9+/=_-]+) *$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  return text.startsWith(`${id}:`) ? text.slice(id.length + 1) : null;
}
