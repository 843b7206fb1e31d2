import { Controller, Inject, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { paths } from '@simulator/deployment';
import { CurrentPrincipal } from '../auth/access.js';
import type { Principal } from '../auth/principal.js';
import { ENVIRONMENT } from '../config/environment.js';
import type { Environment } from '../config/environment.js';
import { ProblemException } from '../http/problem.js';
import { dateTime, Problems } from '../http/schema.js';
import { DemoSessionsService } from './demo-sessions.service.js';

export class DemoSession {
  @ApiProperty({ example: 'DEMO-7K2M9XQ4T0AB' })
  stationId: string;

  @ApiProperty({ example: 'DEMO-4V1N8ZC5R3DE' })
  idTag: string;

  @ApiProperty({ description: 'Where the station connects, on this origin.', example: '/ocpp/DEMO-7K2M9XQ4T0AB' })
  ocppPath: string;

  @ApiProperty({ ...dateTime, description: 'Then station and tag are deleted, with all that they did.' })
  expiresAt: string;
}

@ApiTags('demo')
@Controller('demo-sessions')
export class DemoSessionsController {
  constructor(
    private readonly demoSessions: DemoSessionsService,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  @Post()
  @ApiOperation({ operationId: 'createDemoSession', summary: 'A throw-away station and an accepted tag for a visitor' })
  @ApiCreatedResponse({ type: DemoSession })
  @Problems(403)
  async create(@CurrentPrincipal() { subject }: Principal): Promise<DemoSession> {
    if (!this.environment.demoSessions) throw new ProblemException(403, 'Demo sessions are turned off here');
    const { stationId, idTag, expiresAt } = await this.demoSessions.create(subject);
    return { stationId, idTag, ocppPath: `${paths.ocpp}/${stationId}`, expiresAt: expiresAt.toISOString() };
  }
}
