// A command is a row from the moment it is asked for until its answer, whatever happens to station, replica or process.
import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, IsNull, LessThan, Not, Repository } from 'typeorm';
import { ENVIRONMENT } from '../config/environment.js';
import type { Environment } from '../config/environment.js';
import { isUniqueViolation } from '../database/unique-violation.js';
import { Log } from '../logging/log.js';
import { Presence } from '../replicas/presence.js';
import type { Whereabouts } from '../replicas/presence.js';
import { ReplicaRoster } from '../replicas/replica-roster.js';
import { Replica } from '../replicas/replica.js';
import { CommandDelivery, endAtOnce } from './command-delivery.js';
import { CommandEnds } from './command-ends.js';
import { unanswered } from './command-result.js';
import { withoutSecret } from './command-secrets.js';
import { CommandEntity } from './command.entity.js';
import type { CommandState } from './command.entity.js';

const SWEEP_INTERVAL_MS = 5_000;
/** Who sends a command ends it as well; only when it has not done so long after the deadline, somebody else does. */
const OVERDUE_MS = 15_000;
/** A replica that has just started has not announced itself yet. */
const NEW_COMMAND_MS = 10_000;
const ROWS_PER_SWEEP = 500;
const OPEN_STATES: CommandState[] = ['queued', 'sent'];

export interface CommandRequest {
  stationId: string;
  action: string;
  payload: object;
  idempotencyKey: string | null;
}

@Injectable()
export class CommandsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  @Inject(CommandDelivery) private readonly delivery: CommandDelivery;
  @Inject(CommandEnds) private readonly ends: CommandEnds;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @InjectRepository(CommandEntity) private readonly rows: Repository<CommandEntity>,
    private readonly presence: Presence,
    private readonly roster: ReplicaRoster,
    private readonly replica: Replica,
    private readonly log: Log,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  onApplicationBootstrap(): void {
    const sweep = (): void => {
      const now = new Date();
      Promise.all([this.expireForgotten(now), this.endOrphans(now)]).catch((error: unknown) =>
        this.log.error({ error }, 'commands were not expired'),
      );
    };
    sweep();
    this.timer = setInterval(sweep, SWEEP_INTERVAL_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Ends commands that nobody has ended by their deadline. Every replica may do that at any time. */
  async expireForgotten(now: Date): Promise<void> {
    const overdue = { status: In(OPEN_STATES), deadlineAt: LessThan(new Date(now.getTime() - OVERDUE_MS)) };
    const end = unanswered('timedOut', 'Forgotten', 'The server stopped before an answer came');
    for (const row of await this.rows.find({ where: overdue, take: ROWS_PER_SWEEP })) {
      await this.delivery.end(row, { status: row.status }, end);
    }
  }

  /** Ends commands of replicas that have died: nobody need wait for their deadline. */
  async endOrphans(now: Date): Promise<void> {
    const createdAt = LessThan(new Date(now.getTime() - NEW_COMMAND_MS));
    const replicaId = Not(IsNull());
    const open = await this.rows.find({
      where: { status: In(OPEN_STATES), replicaId, createdAt },
      take: ROWS_PER_SWEEP,
    });
    const others = new Set(open.map((row) => row.replicaId ?? '').filter((id) => id !== this.replica.id));
    if (others.size === 0) return;
    const alive = await this.roster.alive([...others]).catch(() => null);
    if (alive === null) return;
    for (const row of open) {
      if (row.replicaId === null || row.replicaId === this.replica.id || alive.has(row.replicaId)) continue;
      const wasSent = row.status === 'sent';
      const end = wasSent
        ? unanswered(
            'timedOut',
            'ReplicaGone',
            'The replica that sent it has died; whether the station did it is not known',
          )
        : unanswered('offline', 'ReplicaGone', 'The replica that held the connection has died before it was sent');
      await this.delivery.end(row, { status: row.status, replicaId: row.replicaId }, end);
    }
  }

  /** Stores and sends a command; the same idempotency key again gives the first one's row. The payload is valid. */
  async create(request: CommandRequest): Promise<CommandEntity> {
    const place = await this.presence.locate(request.stationId);
    const command = this.newCommand(request, place);
    const shown = { ...command, payload: withoutSecret(command.action, command.payload) };
    try {
      await this.rows.insert(shown);
    } catch (error) {
      if (!isUniqueViolation(error) || request.idempotencyKey === null) throw error;
      return this.rows.findOneByOrFail({ stationId: request.stationId, idempotencyKey: request.idempotencyKey });
    }
    this.delivery.tell(command, command.status);
    if (command.finishedAt !== null) return shown;
    const end = await this.delivery.dispatch(command, place);
    return end === null ? shown : { ...shown, ...end, finishedAt: new Date() };
  }

  find(id: string): Promise<CommandEntity | null> {
    return this.rows.findOneBy({ id });
  }

  /** The command as it stands when it has ended, at whichever replica, or after `waitMs`. */
  async settled(id: string, waitMs: number): Promise<CommandEntity | null> {
    await this.ends.wait(id, waitMs);
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

  private newCommand(request: CommandRequest, place: Whereabouts): CommandEntity {
    const createdAt = new Date();
    const end = endAtOnce(place) ?? { status: 'queued' as const, result: null, error: null };
    return {
      ...request,
      ...end,
      id: randomUUID(),
      replicaId: place.kind === 'here' ? this.replica.id : place.kind === 'there' ? place.replicaId : null,
      createdAt,
      deadlineAt: new Date(createdAt.getTime() + this.environment.commandTimeoutS * 1000),
      sentAt: null,
      finishedAt: end.status === 'queued' ? null : createdAt,
      lateAnswerAt: null,
    };
  }
}
