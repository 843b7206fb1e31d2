import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import { IsIn, IsISO8601, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { notFound } from '../http/problem.js';
import { dateTime, NullableProperty, Problems } from '../http/schema.js';
import { Needs } from './access.js';
import type { ApiKeyEntity } from './api-key.entity.js';
import { ApiKeysService } from './api-keys.service.js';
import { ROLES } from './principal.js';
import type { Role } from './principal.js';

export class ApiKeyCreation {
  @ApiProperty({ type: 'string', minLength: 1, maxLength: 80, description: 'For people and the audit.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(80)
  name: string;

  @ApiProperty({ type: 'string', enum: ROLES })
  @IsIn(ROLES)
  role: Role;

  @ApiPropertyOptional({ oneOf: [dateTime, { type: 'null' }] })
  @IsOptional()
  @IsISO8601({ strict: true })
  expiresAt?: string | null;
}

export class ApiKey {
  @ApiProperty()
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ type: 'string', enum: ROLES })
  role: Role;

  @ApiProperty(dateTime)
  createdAt: string;

  @NullableProperty(dateTime)
  expiresAt: string | null;

  @NullableProperty(dateTime)
  revokedAt: string | null;
}

export class NewApiKey extends ApiKey {
  @ApiProperty({ description: 'The key itself, this once: `Authorization: Bearer <key>`.' })
  key: string;
}

export class ApiKeys {
  @ApiProperty({ type: [ApiKey] })
  items: ApiKey[];
}

@ApiTags('api keys')
@Needs('admin')
@Controller('api-keys')
export class ApiKeysController {
  constructor(private readonly apiKeys: ApiKeysService) {}

  @Get()
  @ApiOperation({ operationId: 'listApiKeys', summary: 'All API keys, the newest first' })
  @ApiOkResponse({ type: ApiKeys })
  async list(): Promise<ApiKeys> {
    return { items: (await this.apiKeys.list()).map(toApiKey) };
  }

  @Post()
  @ApiOperation({ operationId: 'createApiKey', summary: 'Create an API key for a machine' })
  @ApiCreatedResponse({ type: NewApiKey })
  @Problems(400)
  async create(@Body() { name, role, expiresAt }: ApiKeyCreation): Promise<NewApiKey> {
    const { key, row } = await this.apiKeys.create(name, role, expiresAt == null ? null : new Date(expiresAt));
    return { ...toApiKey(row), key };
  }

  @Delete(':apiKeyId')
  @HttpCode(204)
  @ApiOperation({ operationId: 'revokeApiKey', summary: 'Revoke an API key, at once and for ever' })
  @ApiNoContentResponse({ description: 'Revoked' })
  @Problems(404)
  async revoke(@Param('apiKeyId') id: string): Promise<void> {
    if (!(await this.apiKeys.revoke(id))) throw notFound(`API key ${id}`);
  }
}

function toApiKey({ id, name, role, createdAt, expiresAt, revokedAt }: ApiKeyEntity): ApiKey {
  const times = { expiresAt: expiresAt?.toISOString() ?? null, revokedAt: revokedAt?.toISOString() ?? null };
  return { id, name, role, createdAt: createdAt.toISOString(), ...times };
}
