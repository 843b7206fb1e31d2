// Brings a command to its station: to the replica that holds the connection, over it, and back with the answer. The row
// decides: who turns it from queued to sent, in time, is the one who sends it.
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { v16 } from '@simulator/ocpp';
import { MoreThan, Repository } from 'typeorm';
import type { FindOptionsWhere } from 'typeorm';
import { LiveEvents } from '../events/live-events.js';
import { Log } from '../logging/log.js';
import { Metrics } from '../metrics/metrics.js';
import type { CallOutcome, StationConnection } from '../ocpp/station-connection.js';
import { Presence } from '../replicas/presence.js';
import type { Whereabouts } from '../replicas/presence.js';
import { ReplicaChannel } from '../replicas/replica-channel.js';
import type { ReplicaMessage } from '../replicas/replica-channel.js';
import { Replica } from '../replicas/replica.js';
import { CommandEffects } from '../station-state/command-effects.js';
import { CommandEnds } from './command-ends.js';
import { resultOf, unanswered } from './command-result.js';
import type { CommandEnd } from './command-result.js';
import { isMasked, withoutSecret } from './command-secrets.js';
import { CommandEntity } from './command.entity.js';
import type { CommandState } from './command.entity.js';

type SentCommand = Pick<CommandEntity, 'id' | 'stationId' | 'action' | 'payload'>;
type Named = Pick<CommandEntity, 'id' | 'stationId' | 'action'>;

/** A station that moves from replica to replica is followed so often. */
const MAX_HOPS = 3;

export const NOT_CONNECTED = unanswered('offline', 'NotConnected', 'The station is not connected');
const UNKNOWN_PLACE = unanswered(
  'offline',
  'ReplicasUnreachable',
  'The station is not connected to this replica, and Valkey, which knows of the others, cannot be reached',
);
const OWNER_GONE = unanswered('offline', 'ReplicaGone', 'The replica that held the connection is gone');

/** The end of a command for a station at such a place; null: it can be brought there. */
export function endAtOnce({ kind }: Whereabouts): CommandEnd | null {
  if (kind === 'nowhere') return { ...NOT_CONNECTED };
  return kind === 'unknown' ? { ...UNKNOWN_PLACE } : null;
}

@Injectable()
export class CommandDelivery {
  @Inject(Metrics) private readonly metrics: Metrics;
  @Inject(LiveEvents) private readonly events: LiveEvents;
  @Inject(CommandEffects) private readonly effects: CommandEffects;
  @Inject(Log) private readonly log: Log;

  constructor(
    @InjectRepository(CommandEntity) private readonly rows: Repository<CommandEntity>,
    private readonly presence: Presence,
    private readonly ends: CommandEnds,
    private readonly replica: Replica,
    private readonly channel: ReplicaChannel,
  ) {
    channel.listen({
      command: (message) =>
        void this.receive(message).catch((error: unknown) =>
          this.log.error({ commandId: message.commandId, error }, 'a command was not taken over'),
        ),
    });
  }

  tell({ id, stationId, action }: Named, status: CommandState): void {
    this.events.publish('command', stationId, { commandId: id, action, status });
  }

  /**
   * Takes a stored command to where its station is. Null: it is on its way; else how it has ended already.
   * @param command with its secret, where it has one
   */
  async dispatch(command: CommandEntity, place: Whereabouts, hops = 0): Promise<CommandEnd | null> {
    if (place.kind === 'here') {
      this.run(command, place.connection);
      return null;
    }
    const end = endAtOnce(place);
    if (end !== null) return this.endUnsent(command, end);
    if (place.kind !== 'there' || hops >= MAX_HOPS) return this.endUnsent(command, { ...NOT_CONNECTED });
    const { id, action, payload } = command;
    const secret = withoutSecret(action, payload) === payload ? {} : { secretPayload: { ...payload } };
    const message = { type: 'command', commandId: id, hops: hops + 1, ...secret } as const;
    const isHeard = await this.channel.send(place.replicaId, message).catch(() => null);
    if (isHeard === true) return null;
    return this.endUnsent(command, isHeard === null ? { ...UNKNOWN_PLACE } : { ...OWNER_GONE });
  }

  /** Ends a command, if its row is still as expected. Whether it was. */
  async end(command: Named, expected: FindOptionsWhere<CommandEntity>, end: CommandEnd): Promise<boolean> {
    const { affected } = await this.rows.update({ id: command.id, ...expected }, { ...end, finishedAt: new Date() });
    if (affected !== 1) return false;
    this.metrics.commandEnded(command.action, end.status);
    this.tell(command, end.status);
    this.ends.tell(command.id);
    return true;
  }

  private async endUnsent(command: Named, end: CommandEnd): Promise<CommandEnd> {
    await this.end(command, { status: 'queued' }, end);
    return end;
  }

  /** A command for a station that another replica believes to be here. */
  private async receive({
    commandId,
    hops,
    secretPayload,
  }: Extract<ReplicaMessage, { type: 'command' }>): Promise<void> {
    const row = await this.rows.findOneBy({ id: commandId });
    if (row === null || row.status !== 'queued') return;
    const command = { ...row, payload: this.payloadOf(row, secretPayload) };
    await this.dispatch(command, await this.presence.locate(row.stationId), hops);
  }

  /** What is to be sent: what is stored, and only where a secret is left out there, what came with the message. */
  private payloadOf({ action, payload }: CommandEntity, secretPayload: object | undefined): object {
    if (!isMasked(action, payload) || secretPayload === undefined) return payload;
    const isSame = JSON.stringify(withoutSecret(action, secretPayload)) === JSON.stringify(payload);
    return isSame ? secretPayload : payload;
  }

  private run(command: CommandEntity, connection: StationConnection): void {
    this.send(command, connection).catch((error: unknown) =>
      this.log.error({ commandId: command.id, error }, 'command was not stored'),
    );
  }

  private async send(
    { id, stationId, action, payload, deadlineAt }: CommandEntity,
    connection: StationConnection,
  ): Promise<void> {
    const command = { id, stationId, action, payload };
    const unstored = (error: unknown): void => this.log.error({ commandId: id, error }, 'command state was not stored');
    let isClaimed = false;
    const outcome = await connection.call(action, payload, deadlineAt, {
      claim: async () => {
        isClaimed = await this.claim(command);
        return isClaimed;
      },
      answeredLate: (late) => void this.recordLateAnswer(command, late).catch(unstored),
    });
    if (outcome.kind === 'withdrawn') {
      // Somebody else has it, or has ended it; or its time has run out just now.
      if (deadlineAt <= new Date()) await this.endUnsent(command, resultOf({ kind: 'timedOut' }, action));
      return;
    }
    await this.noteEffects(command, outcome);
    const mine = isClaimed
      ? ({ status: 'sent', replicaId: this.replica.id } as const)
      : ({ status: 'queued' } as const);
    if (await this.end(command, mine, resultOf(outcome, action))) return;
    // Somebody has ended it meanwhile, and told so: the answer is kept beside that.
    if (outcome.kind === 'result' || outcome.kind === 'error') await this.storeLateAnswer(command, outcome);
  }

  /** Never after the deadline, never twice, never a mask instead of a secret. */
  private async claim(command: SentCommand): Promise<boolean> {
    const { id, action, payload } = command;
    if (isMasked(action, payload)) return false;
    const sentAt = new Date();
    const claimed = await this.rows
      .update(
        { id, status: 'queued', deadlineAt: MoreThan(sentAt) },
        { status: 'sent', sentAt, replicaId: this.replica.id },
      )
      .catch((error: unknown) => {
        this.log.error({ commandId: id, error }, 'a command could not be claimed');
        return { affected: 0 };
      });
    if (claimed.affected !== 1) return false;
    this.tell(command, 'sent');
    return true;
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
    await this.noteEffects(command, outcome);
    if (outcome.kind !== 'withdrawn') await this.storeLateAnswer(command, outcome);
  }

  private async storeLateAnswer(
    { id, action }: SentCommand,
    outcome: Exclude<CallOutcome, { kind: 'withdrawn' }>,
  ): Promise<void> {
    const { result, error } = resultOf(outcome, action);
    await this.rows.update({ id }, { result, ...(error === null ? {} : { error }), lateAnswerAt: new Date() });
  }
}
