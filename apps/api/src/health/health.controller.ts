import { Controller, Get, Inject } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, HealthIndicatorService, TypeOrmHealthIndicator } from '@nestjs/terminus';
import type { HealthCheckResult, HealthIndicatorResult } from '@nestjs/terminus';
import { Public } from '../auth/access.js';
import { Health, HealthProblem } from './health.dto.js';
import { Drain } from '../replicas/drain.js';
import { VALKEY } from '../valkey/valkey.js';
import type { Valkey } from '../valkey/valkey.js';

const DATABASE_TIMEOUT_MS = 3000;

const NotReady = () =>
  ApiServiceUnavailableResponse({
    description: 'Something that is needed is down, or the server is stopping',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/HealthProblem' } } },
  });

@ApiTags('health')
@ApiExtraModels(HealthProblem)
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly database: TypeOrmHealthIndicator,
    private readonly drain: Drain,
    @Inject(VALKEY) private readonly valkey: Valkey | null,
  ) {}

  /** For people and monitoring: everything that is checked. */
  @Get()
  @ApiOperation({ operationId: 'getHealth', summary: 'Everything that is checked, for people and monitoring' })
  @ApiOkResponse({ type: Health })
  @NotReady()
  @HealthCheck({ swaggerDocumentation: false })
  check(): Promise<HealthCheckResult> {
    return this.ready();
  }

  /** Restart the process when this fails; a database that is away is no reason for that. */
  @Get('live')
  @ApiOperation({ operationId: 'getLiveness', summary: 'Whether the process lives' })
  @ApiOkResponse({ type: Health })
  @HealthCheck({ swaggerDocumentation: false })
  live(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  /** Send no traffic while this fails. */
  @Get('ready')
  @ApiOperation({ operationId: 'getReadiness', summary: 'Whether it should be sent traffic' })
  @ApiOkResponse({ type: Health })
  @NotReady()
  @HealthCheck({ swaggerDocumentation: false })
  ready(): Promise<HealthCheckResult> {
    return this.health.check([
      () => this.database.pingCheck('database', { timeout: DATABASE_TIMEOUT_MS }),
      () => {
        const accepting = this.indicators.check('accepting');
        return this.drain.isDraining ? accepting.down('The server is stopping') : accepting.up();
      },
      ...(this.valkey === null ? [] : [() => this.checkValkey(this.valkey?.up === true)]),
    ]);
  }

  /** Without Valkey the stations of this replica are served as well as ever: that is worth a word, not a restart. */
  private checkValkey(isUp: boolean): HealthIndicatorResult {
    const valkey = this.indicators.check('valkey');
    if (isUp) return valkey.up();
    const problem = "Valkey cannot be reached: commands and events reach this replica's stations and listeners only";
    return valkey.up({ degraded: true, problem });
  }
}
