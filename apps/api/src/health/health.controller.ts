import { Controller, Get } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, HealthIndicatorService, TypeOrmHealthIndicator } from '@nestjs/terminus';
import type { HealthCheckResult } from '@nestjs/terminus';
import { Public } from '../auth/access.js';
import { Health, HealthProblem } from './health.dto.js';
import { OcppGateway } from '../ocpp/ocpp-gateway.js';

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
    private readonly gateway: OcppGateway,
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
        return this.gateway.isDraining ? accepting.down('The server is stopping') : accepting.up();
      },
    ]);
  }
}
