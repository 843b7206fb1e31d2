import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Needs } from '../auth/access.js';
import { notFound, ProblemException } from '../http/problem.js';
import { dateTime, Problems } from '../http/schema.js';
import { Drain } from './drain.js';
import { ReplicaChannel } from './replica-channel.js';
import { ReplicaRoster } from './replica-roster.js';
import type { ReplicaInfo } from './replica-roster.js';
import { Replica } from './replica.js';

export class ReplicaState {
  @ApiProperty({ description: 'New at each start.', example: '4f1c0a9be2d7' })
  id: string;

  @ApiProperty({ description: 'The name of its machine or container.' })
  host: string;

  @ApiProperty(dateTime)
  startedAt: string;

  @ApiProperty({ type: 'integer' })
  connectedStations: number;

  @ApiProperty({ description: 'It takes no new connections, and ends those that it has.' })
  draining: boolean;
}

export class Replicas {
  @ApiProperty({ type: [ReplicaState], description: 'In the order in which they started.' })
  items: ReplicaState[];
}

@ApiTags('replicas')
@Controller('replicas')
export class ReplicasController {
  constructor(
    private readonly replica: Replica,
    private readonly roster: ReplicaRoster,
    private readonly channel: ReplicaChannel,
    private readonly drain: Drain,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listReplicas',
    summary: 'The processes that serve this API; while Valkey is away, the one that answers',
  })
  @ApiOkResponse({ type: Replicas })
  async list(): Promise<Replicas> {
    const others = (await this.others()).filter(({ id }) => id !== this.replica.id);
    const items = [this.drain.info(), ...others];
    return { items: items.sort((a, b) => a.startedAt.localeCompare(b.startedAt)) };
  }

  @Post(':replicaId/drain')
  @Needs('admin')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'drainReplica',
    summary: 'Let a replica go: no new connections, its stations sent to the others. It does not come back',
  })
  @ApiAcceptedResponse({ description: 'It was told; the list shows how far it is' })
  @Problems(404, 503)
  async startDrain(@Param('replicaId') replicaId: string): Promise<void> {
    if (replicaId === this.replica.id) {
      void this.drain.start('told by REST');
      return;
    }
    const wasHeard = await this.channel.send(replicaId, { type: 'drain' }).catch(() => {
      throw new ProblemException(503, 'Other replicas cannot be reached now: Valkey is away');
    });
    if (!wasHeard) throw notFound(`Replica ${replicaId}`);
  }

  private others(): Promise<ReplicaInfo[]> {
    return this.roster.list().catch(() => []);
  }
}
