import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { StreamableFile } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { paths } from '@simulator/deployment';
import type { Response } from 'express';
import { isUniqueViolation } from '../database/unique-violation.js';
import { Csv, csvFile, ROWS_PER_READ } from '../http/csv.js';
import { editConflict, etagHeader, etagOf, IfMatch, versionToMatch } from '../http/etag.js';
import { pageOf, textCursor } from '../http/pagination.js';
import { invalid, notFound, ProblemException } from '../http/problem.js';
import { locationHeader, Problems } from '../http/schema.js';
import {
  fromRequest,
  ID_TAG,
  IdToken,
  IdTokenCreation,
  IdTokenFilter,
  IdTokenPage,
  IdTokenQuery,
  IdTokenUpdate,
  toIdToken,
} from './id-token.dto.js';
import type { IdTokenEntity } from './id-token.entity.js';
import { IdTokensService } from './id-tokens.service.js';

const COLUMNS = ['idTag', 'status', 'expiresAt', 'parentIdTag', 'concurrentTransactionLimit', 'createdAt'] as const;

@ApiTags('id tokens')
@Controller()
export class IdTokensController {
  constructor(private readonly idTokens: IdTokensService) {}

  @Get('id-tokens')
  @ApiOperation({ operationId: 'listIdTokens', summary: 'Id tokens in alphabetical order' })
  @ApiOkResponse({ type: IdTokenPage })
  @Problems(400)
  async list(@Query() { limit, cursor, ...filter }: IdTokenQuery): Promise<IdTokenPage> {
    const rows = await this.idTokens.list(textCursor(cursor), limit + 1, filter);
    const { page, nextCursor } = pageOf(rows, limit, ({ idTagKey }) => idTagKey);
    return { items: page.map(toIdToken), nextCursor };
  }

  @Get('id-tokens.csv')
  @Csv('exportIdTokens', 'Id tokens in alphabetical order')
  @Problems(400)
  export(@Query() filter: IdTokenFilter): StreamableFile {
    const readPage = (last: IdTokenEntity | undefined) => this.idTokens.list(last?.idTagKey, ROWS_PER_READ, filter);
    return csvFile('id-tokens.csv', COLUMNS, readPage, toIdToken);
  }

  @Get('id-tokens/:idTag')
  @ApiOperation({ operationId: 'getIdToken', summary: 'One id token' })
  @ApiOkResponse({ type: IdToken, headers: etagHeader })
  @Problems(404)
  async read(@Param('idTag') idTag: string, @Res({ passthrough: true }) response: Response): Promise<IdToken> {
    const row = await this.idTokens.find(idTag);
    if (row === null) throw notFound(`Id token ${idTag}`);
    return tagged(row, response);
  }

  @Post('id-tokens')
  @ApiOperation({ operationId: 'createIdToken', summary: 'Create an id token' })
  @ApiCreatedResponse({ type: IdToken, headers: { ...locationHeader, ...etagHeader } })
  @Problems(400, 409)
  async create(
    @Body() { idTag, ...rest }: IdTokenCreation,
    @Res({ passthrough: true }) response: Response,
  ): Promise<IdToken> {
    const row = await this.idTokens.create(fromRequest(idTag, rest)).catch((error: unknown) => {
      throw isUniqueViolation(error) ? new ProblemException(409, `Id token ${idTag} exists already`) : error;
    });
    response.location(`${paths.rest}/id-tokens/${encodeURIComponent(idTag)}`);
    return tagged(row, response);
  }

  @Put('id-tokens/:idTag')
  @ApiOperation({ operationId: 'putIdToken', summary: 'Create or replace an id token' })
  @IfMatch()
  @ApiOkResponse({ type: IdToken, headers: etagHeader })
  @Problems(400, 412)
  async put(
    @Param('idTag') idTag: string,
    @Body() update: IdTokenUpdate,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<IdToken> {
    if (!ID_TAG.test(idTag)) throw invalid([{ field: 'idTag', detail: 'must be 1 to 20 printable ASCII characters' }]);
    const version = versionToMatch(ifMatch);
    const token = fromRequest(idTag, update);
    const row = version === undefined ? await this.idTokens.put(token) : await this.idTokens.replace(token, version);
    if (row === null) throw editConflict();
    return tagged(row, response);
  }

  @Delete('id-tokens/:idTag')
  @HttpCode(204)
  @ApiOperation({ operationId: 'deleteIdToken', summary: 'Delete an id token' })
  @IfMatch()
  @ApiNoContentResponse({ description: 'Deleted' })
  @Problems(404, 412)
  async delete(@Param('idTag') idTag: string, @Headers('if-match') ifMatch: string | undefined): Promise<void> {
    if (await this.idTokens.delete(idTag, versionToMatch(ifMatch))) return;
    throw (await this.idTokens.find(idTag)) === null ? notFound(`Id token ${idTag}`) : editConflict();
  }
}

function tagged(row: IdTokenEntity, response: Response): IdToken {
  const token = toIdToken(row);
  response.setHeader('ETag', etagOf(row.version, token));
  return token;
}
