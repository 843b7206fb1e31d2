// A command is a row from the moment it is asked for until its answer, whatever happens to station or process.
import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { v16 } from '@simulator/ocpp';
import { In, LessThan, Repository } from 'typeorm';
import { ENVIRONMENT } from '../config/environment.js';
import type { Environment } from '../config/environment.js';
import { isUniqueViolation } from '../database/unique-violation.js';
import { Log } from '../logging/log.js';
import { ConnectionRegistry } from '../ocpp/connection-registry.js';
import type { CallOutcome, StationConnection } from '../ocpp/station-connection.js';
import { LiveEvents } from '../events/live-events.js';
import { Metrics } from '../metrics/metrics.js';
import { CommandEffects } from '../station-state/command-effects.js';
import { CommandEntity } from './command.entity.js';
import type { CommandState } from './command.entity.js';

const EXPIRY_INTERVAL_MS = 15_000;
const OPEN_STATES: CommandState[] = ['queued', 'sent'];
/** The answers of OCPP 1.6 that mean "no", whatever the action. */
const REFUSALS = new Set(['Rejected', 'Failed', 'UnlockFailed', 'NotSupported', 'NotImplemented', 'VersionMismatch']);
const REFUSALS_OF_RESERVATION = new Set(['Faulted', 'Occupied', 'Unavailable']);

type SentCommand = Pick<CommandEntity, 'id' | 'stationId' | 'action' | 'payload'>;

export interface CommandRequest {
  stationId: string;
  action: string;
  payload: object;
  idempotencyKey: string | null;
}

@Injectable()
export class CommandsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  @Inject(Metrics) private readonly metrics: Metrics;
  @Inject(LiveEvents) private readonly events: LiveEvents;
  private readonly running = new Map<string, Promise<void>>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @InjectRepository(CommandEntity) private readonly rows: Repository<CommandEntity>,
    private readonly registry: ConnectionRegistry,
    private readonly effects: CommandEffects,
    private readonly log: Log,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  onApplicationBootstrap(): void {
    const expire = (): void => {
      this.expireForgotten(new Date()).catch((error: unknown) =>
        this.log.error({ error }, 'commands were not expired'),
      );
    };
    expire();
    this.timer = setInterval(expire, EXPIRY_INTERVAL_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Ends commands whose process died before it could. */
  async expireForgotten(now: Date): Promise<void> {
    const error = { code: 'Forgotten', description: 'The server stopped before an answer came' };
    const overdue = LessThan(new Date(now.getTime() - EXPIRY_INTERVAL_MS));
    await this.rows.update(
      { status: In(OPEN_STATES), deadlineAt: overdue },
      { status: 'timedOut', finishedAt: now, error },
    );
  }

  /** Stores and sends a command; the same idempotency key again gives the first one's row. The payload is valid. */
  async create(request: CommandRequest): Promise<CommandEntity> {
    const createdAt = new Date();
    const connection = this.registry.get(request.stationId);
    const command: CommandEntity = {
      ...request,
      id: randomUUID(),
      status: connection === undefined ? 'offline' : 'queued',
      createdAt,
      deadlineAt: new Date(createdAt.getTime() + this.environment.commandTimeoutS * 1000),
      sentAt: null,
      finishedAt: connection === undefined ? createdAt : null,
      lateAnswerAt: null,
      result: null,
      error: null,
    };
    const shown = { ...command, payload: withoutSecret(command.action, command.payload) };
    try {
      await this.rows.insert(shown);
    } catch (error) {
      if (!isUniqueViolation(error) || request.idempotencyKey === null) throw error;
      return this.rows.findOneByOrFail({ stationId: request.stationId, idempotencyKey: request.idempotencyKey });
    }
    this.tell(command, command.status);
    if (connection !== undefined) this.run(command, connection);
    return shown;
  }

  find(id: string): Promise<CommandEntity | null> {
    return this.rows.findOneBy({ id });
  }

  /** The command as it stands when it has ended, or after `waitMs`. */
  async settled(id: string, waitMs: number): Promise<CommandEntity | null> {
    const running = this.running.get(id);
    if (running !== undefined && waitMs > 0) {
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, waitMs)));
      await Promise.race([running, patience]);
      clearTimeout(timer);
    }
    return this.find(id);
  }

  /** These commands as they stand when all have ended, or after `waitMs`, in their order. */
  async allSettled(commands: CommandEntity[], waitMs: number): Promise<CommandEntity[]> {
    const until = Date.now() + waitMs;
    return Promise.all(
      commands.map(async (command) =>
        command.finishedAt === null ? ((await this.settled(command.id, until - Date.now())) ?? command) : command,
      ),
    );
  }

  private run(command: CommandEntity, connection: StationConnection): void {
    const { id } = command;
    const run = this.send(command, connection)
      .catch((error: unknown) => this.log.error({ commandId: id, error }, 'command was not stored'))
      .finally(() => this.running.delete(id));
    this.running.set(id, run);
  }

  private async send(
    { id, stationId, action, payload, deadlineAt }: CommandEntity,
    connection: StationConnection,
  ): Promise<void> {
    let sentStored: Promise<unknown> = Promise.resolve();
    const unstored = (error: unknown): void => this.log.error({ commandId: id, error }, 'command state was not stored');
    const outcome = await connection.call(action, payload, deadlineAt, {
      sent: () => {
        // Only a row that is still queued: the answer may be stored before this write is done.
        sentStored = this.rows
          .update({ id, status: 'queued' }, { status: 'sent', sentAt: new Date() })
          .then(() => this.tell({ id, stationId, action }, 'sent'))
          .catch(unstored);
      },
      answeredLate: (late) => void this.recordLateAnswer({ id, stationId, action, payload }, late).catch(unstored),
    });
    await sentStored;
    await this.noteEffects({ id, stationId, action, payload }, outcome);
    const result = resultOf(outcome, action);
    await this.rows.update({ id }, { ...result, finishedAt: new Date() });
    this.metrics.commandEnded(action, result.status);
    this.tell({ id, stationId, action }, result.status);
  }

  private tell(
    { id, stationId, action }: Pick<SentCommand, 'id' | 'stationId' | 'action'>,
    status: CommandState,
  ): void {
    this.events.publish('command', stationId, { commandId: id, action, status });
  }

  /** Before the result is stored: who sees the result sees what follows from it. */
  private async noteEffects({ id, stationId, action, payload }: SentCommand, outcome: CallOutcome): Promise<void> {
    if (outcome.kind !== 'result') return;
    const { payload: response } = outcome;
    const violations = v16.version.actions[action as v16.Action].validateResponse(response);
    if (violations.length > 0) {
      this.log.warn({ stationId, commandId: id, action, violations }, 'answer against the schema');
      return;
    }
    try {
      await this.effects.apply(action, { id, stationId, request: payload, response, answeredAt: new Date() });
    } catch (error) {
      this.log.error({ stationId, commandId: id, action, error }, 'effects of a command were not stored');
    }
  }

  /** Callers were told that it timed out, and that stays so; what the station answered is kept beside it. */
  private async recordLateAnswer(command: SentCommand, outcome: CallOutcome): Promise<void> {
    const { id, action } = command;
    await this.noteEffects(command, outcome);
    const { result, error } = resultOf(outcome, action);
    await this.rows.update({ id }, { result, ...(error === null ? {} : { error }), lateAnswerAt: new Date() });
  }
}

/** The password that a command sets (security whitepaper §2.3) is sent, and nowhere else to be read. */
function withoutSecret(action: string, payload: object): object {
  const { key } = payload as { key?: unknown };
  const isSecret = action === 'ChangeConfiguration' && String(key).toLowerCase() === 'authorizationkey';
  return isSecret ? { ...payload, value: '***' } : payload;
}

function resultOf(outcome: CallOutcome, action: string): Pick<CommandEntity, 'status' | 'result' | 'error'> {
  switch (outcome.kind) {
    case 'result': {
      const result = outcome.payload as { status?: unknown };
      return { status: isRefusal(action, result.status) ? 'rejected' : 'accepted', result, error: null };
    }
    case 'error': {
      const { errorCode, errorDescription, errorDetails } = outcome.error;
      return {
        status: 'error',
        result: null,
        error: { code: errorCode, description: errorDescription, details: asObject(errorDetails) },
      };
    }
    case 'timedOut':
      return {
        status: 'timedOut',
        result: null,
        error: { code: 'Timeout', description: 'The station did not answer in time' },
      };
    case 'disconnected':
      return { status: 'offline', result: null, error: { code: 'Disconnected', description: 'The connection ended' } };
  }
}

function isRefusal(action: string, status: unknown): boolean {
  if (typeof status !== 'string') return false;
  return REFUSALS.has(status) || (action === 'ReserveNow' && REFUSALS_OF_RESERVATION.has(status));
}

const asObject = (value: unknown): object | null => (typeof value === 'object' ? value : null);
