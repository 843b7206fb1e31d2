import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { Injectable } from '@nestjs/common';

/** This process among the replicas. */
@Injectable()
export class Replica {
  /** New at each start: what an earlier process left behind is not taken for ours. */
  readonly id = randomBytes(6).toString('hex');
  readonly host = hostname();
  readonly startedAt = new Date();
}

export const REPLICA_ID = /^[0-9a-f]{12}$/;
