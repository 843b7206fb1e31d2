import { Body, Controller, Delete, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { Needs } from '../auth/access.js';
import { notFound } from '../http/problem.js';
import { Problems } from '../http/schema.js';
import { StationSecretsService } from './station-secrets.service.js';

/** Security whitepaper §2.3: 16 to 40 characters, sent as UTF-8. None that is lost at an end or in a log. */
const SECRET = /^[^\s\p{C}]{16,40}$/u;

export class StationSecret {
  @ApiProperty({ type: 'string', minLength: 16, maxLength: 40, pattern: SECRET.source })
  @Matches(SECRET, { message: 'must be 16 to 40 printable characters without a space' })
  secret: string;
}

@ApiTags('stations')
@Needs('admin')
@Controller('stations/:stationId/secret')
export class StationSecretsController {
  constructor(private readonly secrets: StationSecretsService) {}

  @Put()
  @HttpCode(204)
  @ApiOperation({ operationId: 'setStationSecret', summary: 'Set the password of its HTTP Basic authentication' })
  @ApiNoContentResponse({ description: 'Set; from the next connection on' })
  @Problems(400, 404)
  async set(@Param('stationId') stationId: string, @Body() { secret }: StationSecret): Promise<void> {
    if (!(await this.secrets.set(stationId, secret))) throw notFound(`Station ${stationId}`);
  }

  @Post()
  @ApiOperation({ operationId: 'createStationSecret', summary: 'Make a password for it, and show it this once' })
  @ApiCreatedResponse({ type: StationSecret })
  @Problems(404)
  async create(@Param('stationId') stationId: string): Promise<StationSecret> {
    const secret = await this.secrets.renew(stationId);
    if (secret === null) throw notFound(`Station ${stationId}`);
    return { secret };
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ operationId: 'deleteStationSecret', summary: 'Take its password away' })
  @ApiNoContentResponse({ description: 'It has none any more' })
  @Problems(404)
  async delete(@Param('stationId') stationId: string): Promise<void> {
    if (!(await this.secrets.set(stationId, null))) throw notFound(`Station ${stationId}`);
  }
}
