// HTTP Basic of stations (OCPP-J 1.6 §6.2, security profiles 1 and 2). A secret that was right once is remembered as an HMAC under
// a key of this process: ten thousand stations that come back at once cost ten thousand HMACs, not as many slow hashes.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { Metrics } from '../metrics/metrics.js';
import { StationsService } from '../stations/stations.service.js';
import { VALKEY } from '../valkey/valkey.js';
import type { Valkey } from '../valkey/valkey.js';
import { canonicalSecret, readPasswords } from './basic-passwords.js';
import { hashRandomSecret, hashSecret, isSlow, matchesHash } from './secret-hash.js';
import { SharedFailureLimit } from './shared-failure-limit.js';

const LIMIT = { name: 'station-secrets', maxFailures: 10, windowMs: 60_000 };
const MAX_REMEMBERED = 100_000;

export type SecretCheck = { kind: 'right' } | { kind: 'wrong' } | { kind: 'limited'; retryAfterS: number };

@Injectable()
export class StationSecretsService {
  private readonly key = randomBytes(32);
  /** By station: proof of the secret, and the stored hash that it was right for. */
  private readonly proven = new Map<string, { proof: Buffer; secretHash: string }>();
  /** Checks that are on their way: a station that tries again before it is answered costs no second hash. */
  private readonly checking = new Map<string, Promise<SecretCheck>>();
  private readonly failures: SharedFailureLimit;
  private readonly checks: Counter<'how'>;

  constructor(
    private readonly stations: StationsService,
    @Inject(VALKEY) valkey: Valkey | null,
    { registry }: Metrics,
  ) {
    this.failures = new SharedFailureLimit(LIMIT, valkey);
    this.checks = new Counter({
      name: 'ocpp_secret_checks_total',
      help: "Checks of stations' secrets: from memory, or against a fast or a slow hash.",
      labelNames: ['how'],
      registers: [registry],
    });
    for (const how of ['memory', 'fast', 'slow']) this.checks.inc({ how }, 0);
  }

  /**
   * Whether the header gives the station's secret.
   * @param secretHash of the station, as it is stored now.
   * @param address whose failures are counted.
   */
  async check(
    id: string,
    secretHash: string,
    authorization: string | undefined,
    address: string,
  ): Promise<SecretCheck> {
    // A browser and many stations come without first, and wait for the challenge: that is no failure.
    let check: SecretCheck = { kind: 'wrong' };
    for (const secret of readPasswords(authorization, id)) {
      check = await this.checkOne(id, secret, secretHash, address);
      if (check.kind !== 'wrong') return check;
    }
    return check;
  }

  /** Sets the secret that somebody chose; null takes it away. Whether there is such a station. */
  async set(id: string, secret: string | null): Promise<boolean> {
    return this.stations.edit(id, { secretHash: secret === null ? null : await hashSecret(canonicalSecret(secret)) });
  }

  /** Gives the station a new secret and returns it; null where there is no such station. */
  async renew(id: string): Promise<string | null> {
    const secret = randomBytes(24).toString('base64url');
    return (await this.stations.edit(id, { secretHash: hashRandomSecret(secret) })) ? secret : null;
  }

  private checkOne(id: string, secret: string, secretHash: string, address: string): Promise<SecretCheck> {
    const proof = createHmac('sha256', this.key).update(`${id}\0${secret}`).digest();
    const known = this.proven.get(id);
    if (known?.secretHash === secretHash && timingSafeEqual(known.proof, proof)) {
      this.checks.inc({ how: 'memory' });
      return Promise.resolve({ kind: 'right' });
    }
    const key = `${address} ${secretHash} ${proof.toString('base64')}`;
    const running = this.checking.get(key);
    if (running !== undefined) return running;
    const check = this.checkHash(id, secret, { proof, secretHash }, address).finally(() => this.checking.delete(key));
    this.checking.set(key, check);
    return check;
  }

  private async checkHash(
    id: string,
    secret: string,
    proven: { proof: Buffer; secretHash: string },
    address: string,
  ): Promise<SecretCheck> {
    const { secretHash } = proven;
    const key = `${address} ${id}`;
    const isGuessable = isSlow(secretHash);
    // Counted before the slow part: a hundred guesses at once are a hundred.
    let retryAfterS = isGuessable ? await this.failures.count(key, Date.now()) : 0;
    if (retryAfterS > 0) return { kind: 'limited', retryAfterS };
    this.checks.inc({ how: isGuessable ? 'slow' : 'fast' });
    if (!(await matchesHash(secret, secretHash))) {
      if (!isGuessable) retryAfterS = await this.failures.count(key, Date.now());
      return retryAfterS > 0 ? { kind: 'limited', retryAfterS } : { kind: 'wrong' };
    }
    // The right ones are none: a fleet that comes back at once must not use up the limit.
    if (isGuessable) await this.failures.forgive(key, Date.now());
    if (this.proven.size >= MAX_REMEMBERED) this.proven.clear();
    this.proven.set(id, proven);
    return { kind: 'right' };
  }
}
