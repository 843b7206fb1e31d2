import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { paths } from '@simulator/deployment';
import type { Response } from 'express';
import { isUniqueViolation } from '../database/unique-violation.js';
import { pageOf, PageQuery, textCursor } from '../http/pagination.js';
import { invalid, notFound, ProblemException } from '../http/problem.js';
import { Problems } from '../http/schema.js';
import {
  fromRequest,
  ID_TAG,
  IdToken,
  IdTokenCreation,
  IdTokenPage,
  IdTokenUpdate,
  toIdToken,
} from './id-token.dto.js';
import { IdTokensService } from './id-tokens.service.js';

@ApiTags('id tokens')
@Controller('id-tokens')
export class IdTokensController {
  constructor(private readonly idTokens: IdTokensService) {}

  @Get()
  @ApiOperation({ operationId: 'listIdTokens', summary: 'Id tokens in alphabetical order' })
  @ApiOkResponse({ type: IdTokenPage })
  @Problems(400)
  async list(@Query() { limit, cursor }: PageQuery): Promise<IdTokenPage> {
    const rows = await this.idTokens.list(textCursor(cursor), limit + 1);
    const { page, nextCursor } = pageOf(rows, limit, ({ idTagKey }) => idTagKey);
    return { items: page.map(toIdToken), nextCursor };
  }

  @Get(':idTag')
  @ApiOperation({ operationId: 'getIdToken', summary: 'One id token' })
  @ApiOkResponse({ type: IdToken })
  @Problems(404)
  async read(@Param('idTag') idTag: string): Promise<IdToken> {
    const row = await this.idTokens.find(idTag);
    if (row === null) throw notFound(`Id token ${idTag}`);
    return toIdToken(row);
  }

  @Post()
  @ApiOperation({ operationId: 'createIdToken', summary: 'Create an id token' })
  @ApiCreatedResponse({ type: IdToken, headers: { Location: { schema: { type: 'string' } } } })
  @Problems(400, 409)
  async create(
    @Body() { idTag, ...rest }: IdTokenCreation,
    @Res({ passthrough: true }) response: Response,
  ): Promise<IdToken> {
    const token = fromRequest(idTag, rest);
    try {
      await this.idTokens.create(token);
    } catch (error) {
      throw isUniqueViolation(error) ? new ProblemException(409, `Id token ${idTag} exists already`) : error;
    }
    response.location(`${paths.rest}/id-tokens/${encodeURIComponent(idTag)}`);
    return toIdToken(token);
  }

  @Put(':idTag')
  @ApiOperation({ operationId: 'putIdToken', summary: 'Create or replace an id token' })
  @ApiOkResponse({ type: IdToken })
  @Problems(400)
  async put(@Param('idTag') idTag: string, @Body() update: IdTokenUpdate): Promise<IdToken> {
    if (!ID_TAG.test(idTag)) throw invalid([{ field: 'idTag', detail: 'must be 1 to 20 printable ASCII characters' }]);
    return toIdToken(await this.idTokens.put(fromRequest(idTag, update)));
  }

  @Delete(':idTag')
  @HttpCode(204)
  @ApiOperation({ operationId: 'deleteIdToken', summary: 'Delete an id token' })
  @ApiNoContentResponse({ description: 'Deleted' })
  @Problems(404)
  async delete(@Param('idTag') idTag: string): Promise<void> {
    if (!(await this.idTokens.delete(idTag))) throw notFound(`Id token ${idTag}`);
  }
}
