import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { CurrentPrincipal, Needs } from '../auth/access.js';
import type { Principal } from '../auth/principal.js';
import { ENVIRONMENT } from '../config/environment.js';
import type { Environment } from '../config/environment.js';
import { isSameOrigin } from '../http/origin.js';
import { ProblemException } from '../http/problem.js';
import { Problems } from '../http/schema.js';
import { ConnectionReport } from '../outbound/connection-report.dto.js';
import { ConnectionRequest } from '../outbound/connection-request.dto.js';
import { Slots } from '../outbound/slots.js';
import { SharedFailureLimit } from '../station-secrets/shared-failure-limit.js';
import { VALKEY } from '../valkey/valkey.js';
import type { Valkey } from '../valkey/valkey.js';
import { ConnectionProbeService } from './connection-probe.service.js';

const RATE = { name: 'probes', maxFailures: 30, windowMs: 60_000 };
const MAX_AT_ONCE = 4;
const MAX_AT_ONCE_IN_TOTAL = 16;

@ApiTags('connections to other central systems')
@Needs('operator')
@Controller('connection-probe')
export class ConnectionProbeController {
  /** Over all replicas; what runs at once is limited for each of them. */
  private readonly rate: SharedFailureLimit;
  private readonly slots = new Slots(MAX_AT_ONCE, MAX_AT_ONCE_IN_TOTAL);

  constructor(
    private readonly probes: ConnectionProbeService,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    @Inject(VALKEY) valkey: Valkey | null,
  ) {
    this.rate = new SharedFailureLimit(RATE, valkey);
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'probeConnection',
    summary: 'Try a WebSocket handshake from the server, and tell why it fails',
    description:
      'A browser hides why a WebSocket failed; this tries the same from the server and reports name, TCP, TLS, HTTP and ' +
      'subprotocol, with a remedy. A central system that closes the older of two connections of a station closes one that ' +
      'this station has. Redirects are not followed. Credentials and keys are neither stored nor logged.',
  })
  @ApiOkResponse({ type: ConnectionReport, description: 'How far it came, whether or not it succeeded' })
  @Problems(400, 403, 429)
  async probe(
    @Body() body: ConnectionRequest,
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ConnectionReport> {
    if (!isSameOrigin(request, this.environment.origins)) {
      throw new ProblemException(403, 'A page of another origin may not probe; ALLOWED_ORIGINS can allow it');
    }
    const giveBack = await this.admit(principal, response);
    const caller = new AbortController();
    response.on('close', () => caller.abort());
    try {
      return await this.probes.probe(body, principal, caller.signal);
    } finally {
      giveBack();
    }
  }

  /** @throws ProblemException 429. */
  private async admit({ name }: Principal, response: Response): Promise<() => void> {
    const giveBack = this.slots.take(name);
    const retryAfterS = giveBack === null ? 1 : await this.rate.count(name, Date.now());
    if (giveBack !== null && retryAfterS === 0) return giveBack;
    giveBack?.();
    response.setHeader('Retry-After', String(retryAfterS));
    throw new ProblemException(429, `Too many probes; try again in ${retryAfterS} s`);
  }
}
