import {
  applyDecorators,
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import type { StreamableFile } from '@nestjs/common';
import { ApiAcceptedResponse, ApiExtraModels, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { paths } from '@simulator/deployment';
import { v16 } from '@simulator/ocpp';
import type { Response } from 'express';
import pLimit from 'p-limit';
import { Csv, csvFile, ROWS_PER_READ } from '../http/csv.js';
import { pageOf, textCursor } from '../http/pagination.js';
import { invalid, notFound } from '../http/problem.js';
import { locationHeader, Problems } from '../http/schema.js';
import { StationsService } from '../stations/stations.service.js';
import { ConfigurationValue } from '../station-state/state.dto.js';
import {
  BulkCommandCreation,
  Command,
  CommandCreation,
  CommandFilterQuery,
  CommandIdsQuery,
  CommandPage,
  CommandQuery,
  CommandProblem,
  Commands,
  toCommand,
} from './command.dto.js';
import type { CommandEntity } from './command.entity.js';
import { CommandLists, cursorOf } from './command-lists.js';
import { CommandsService } from './commands.service.js';
import type { CommandRequest } from './commands.service.js';

/** Longest wait: below the idle timeouts of load balancers and of the edge. */
const MAX_WAIT_S = 50;
/** Commands of one request that are stored, or read, at the same time: other requests need the database, too. */
const AT_ONCE = 10;

const COLUMNS = [
  'id',
  'stationId',
  'action',
  'status',
  'createdAt',
  'sentAt',
  'finishedAt',
  'deadlineAt',
  'lateAnswerAt',
  'idempotencyKey',
  'payload',
  'result',
  'error',
] as const;

const preferenceApplied = {
  'Preference-Applied': { description: 'The wait that was granted.', schema: { type: 'string', example: 'wait=30' } },
} as const;

const PreferWait = () =>
  ApiHeader({
    name: 'Prefer',
    required: false,
    description: `\`wait=N\`: answer with the final result, or with the state after N seconds (${MAX_WAIT_S} at most).`,
    schema: { type: 'string', example: 'wait=30' },
  });

/** An endpoint that sends one command to one station. */
const AnswersWithCommand = () =>
  applyDecorators(
    HttpCode(202),
    PreferWait(),
    ApiAcceptedResponse({
      type: Command,
      description: 'As it stands: it has not ended yet, or nobody waited for it',
      headers: { ...locationHeader, ...preferenceApplied },
    }),
    ApiOkResponse({
      type: Command,
      description: 'The final result, when it was waited for',
      headers: { ...locationHeader, ...preferenceApplied },
    }),
  );

@ApiTags('commands')
@ApiExtraModels(CommandProblem)
@Controller()
export class CommandsController {
  constructor(
    private readonly commands: CommandsService,
    private readonly lists: CommandLists,
    private readonly stations: StationsService,
  ) {}

  @Post('stations/:stationId/commands')
  @ApiOperation({ operationId: 'createCommand', summary: 'Ask something of a station' })
  @AnswersWithCommand()
  @Problems(400, 404)
  async create(
    @Param('stationId') stationId: string,
    @Body() { action, payload, idempotencyKey }: CommandCreation,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Command> {
    checkOutbound(action, payload);
    const request = { stationId, action, payload, idempotencyKey: idempotencyKey ?? null };
    return this.run(request, prefer, response);
  }

  @Post('commands')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'createCommands',
    summary: 'Ask the same of many stations at once',
    description:
      'Of 1000 stations at most. All are asked at the same time, and a `wait` is for all of them together. A station that ' +
      'does not exist stops it all, before any is asked.',
  })
  @PreferWait()
  @ApiAcceptedResponse({
    type: Commands,
    description: 'A command for each station, in the order of the request, as they stand',
    headers: preferenceApplied,
  })
  @ApiOkResponse({ type: Commands, description: 'All have ended, and were waited for', headers: preferenceApplied })
  @Problems(400)
  async createMany(
    @Body() { stationIds, action, payload, idempotencyKey }: BulkCommandCreation,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Commands> {
    checkOutbound(action, payload);
    const known = await this.stations.existing(stationIds);
    const unknown = stationIds.filter((id) => !known.has(id));
    if (unknown.length > 0) {
      throw invalid(unknown.map((id) => ({ field: 'stationIds', detail: `Station ${id} does not exist` })));
    }
    const limit = pLimit(AT_ONCE);
    const request = { action, payload, idempotencyKey: idempotencyKey ?? null };
    const created = await limit.map(stationIds, (stationId) => this.commands.create({ ...request, stationId }));
    const waitS = waitOf(prefer);
    if (waitS === null) return { items: created.map(toCommand) };
    const settled = await this.commands.allSettled(created, waitS * 1000);
    response.setHeader('Preference-Applied', `wait=${waitS}`);
    if (settled.every(({ finishedAt }) => finishedAt !== null)) response.status(200);
    return { items: settled.map(toCommand) };
  }

  @Get('commands')
  @ApiOperation({
    operationId: 'getCommands',
    summary: 'Commands by their ids, in that order; those that there are not are left out',
  })
  @ApiOkResponse({ type: Commands })
  @Problems(400)
  async readMany(@Query() { ids }: CommandIdsQuery): Promise<Commands> {
    return { items: (await this.lists.byIds(ids)).map(toCommand) };
  }

  @Post('stations/:stationId/configuration/refresh')
  @ApiOperation({ operationId: 'refreshConfiguration', summary: 'Read all its configuration keys again' })
  @AnswersWithCommand()
  @Problems(404)
  refreshConfiguration(
    @Param('stationId') stationId: string,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Command> {
    const request = { stationId, action: 'GetConfiguration', payload: {}, idempotencyKey: null };
    return this.run(request, prefer, response);
  }

  @Put('stations/:stationId/configuration/:key')
  @ApiOperation({ operationId: 'setConfiguration', summary: 'Set one of its configuration keys' })
  @AnswersWithCommand()
  @Problems(400, 404)
  setConfiguration(
    @Param('stationId') stationId: string,
    @Param('key') key: string,
    @Body() { value }: ConfigurationValue,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Command> {
    const payload = { key, value };
    checkOutbound('ChangeConfiguration', payload);
    return this.run({ stationId, action: 'ChangeConfiguration', payload, idempotencyKey: null }, prefer, response);
  }

  private async run(request: CommandRequest, prefer: string | undefined, response: Response): Promise<Command> {
    const { stationId } = request;
    if (!(await this.stations.exists(stationId))) throw notFound(`Station ${stationId}`);
    const command = await this.commands.create(request);
    response.location(`${paths.rest}/commands/${command.id}`);
    const waitS = waitOf(prefer);
    if (waitS === null) return toCommand(command);
    const settled = (await this.commands.settled(command.id, waitS * 1000)) ?? command;
    response.setHeader('Preference-Applied', `wait=${waitS}`);
    if (settled.finishedAt !== null) response.status(200);
    return toCommand(settled);
  }

  @Get('stations/:stationId/commands')
  @ApiOperation({ operationId: 'listCommands', summary: 'Commands of a station, the newest first' })
  @ApiOkResponse({ type: CommandPage })
  @Problems(400, 404)
  async list(
    @Param('stationId') stationId: string,
    @Query() { limit, cursor, ...filter }: CommandQuery,
  ): Promise<CommandPage> {
    if (!(await this.stations.exists(stationId))) throw notFound(`Station ${stationId}`);
    const rows = await this.lists.ofStation(stationId, filter, textCursor(cursor), limit + 1);
    const { page, nextCursor } = pageOf(rows, limit, cursorOf);
    return { items: page.map(toCommand), nextCursor };
  }

  @Get('stations/:stationId/commands.csv')
  @Csv('exportCommands', 'Commands of a station, the newest first')
  @Problems(400, 404)
  async export(@Param('stationId') stationId: string, @Query() filter: CommandFilterQuery): Promise<StreamableFile> {
    if (!(await this.stations.exists(stationId))) throw notFound(`Station ${stationId}`);
    const readPage = (last: CommandEntity | undefined) =>
      this.lists.ofStation(stationId, filter, last && cursorOf(last), ROWS_PER_READ);
    return csvFile<CommandEntity, Command>('commands.csv', COLUMNS, readPage, toCommand);
  }

  @Get('commands/:commandId')
  @ApiOperation({ operationId: 'getCommand', summary: 'A command and its result' })
  @ApiOkResponse({ type: Command })
  @Problems(404)
  async read(@Param('commandId') commandId: string): Promise<Command> {
    const command = await this.commands.find(commandId);
    if (command === null) throw notFound(`Command ${commandId}`);
    return toCommand(command);
  }
}

/** Outbound validation is strict: what we send is well-formed, whatever the station makes of it. */
function checkOutbound(action: string, payload: object): void {
  const row = Object.hasOwn(v16.version.actions, action) ? v16.version.actions[action as v16.Action] : undefined;
  if (row === undefined || row.sender === 'station') {
    throw invalid([{ field: 'action', detail: `${action} is no action that OCPP 1.6 lets the CSMS send` }]);
  }
  const violations = row.validateRequest(payload);
  if (violations.length > 0) {
    throw invalid(violations.map(({ path, message }) => ({ field: `payload${path}`, detail: message })));
  }
}

/** RFC 7240 §4.3. */
function waitOf(prefer: string | undefined): number | null {
  const match = /(?:^|,)\s*wait\s*=\s*"?(\d{1,6})"?/i.exec(prefer ?? '');
  return match ? Math.min(Number(match[1]), MAX_WAIT_S) : null;
}
