import { Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { paths } from '@simulator/deployment';
import { dateTime } from '../http/schema.js';
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
  constructor(private readonly demoSessions: DemoSessionsService) {}

  @Post()
  @ApiOperation({ operationId: 'createDemoSession', summary: 'A throw-away station and an accepted tag for a visitor' })
  @ApiCreatedResponse({ type: DemoSession })
  async create(): Promise<DemoSession> {
    const { stationId, idTag, expiresAt } = await this.demoSessions.create();
    return { stationId, idTag, ocppPath: `${paths.ocpp}/${stationId}`, expiresAt: expiresAt.toISOString() };
  }
}
