import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, LessThan, Repository } from 'typeorm';
import type { FindOptionsWhere } from 'typeorm';
import { wrongCursor } from '../http/pagination.js';
import { CommandEntity } from './command.entity.js';
import type { CommandState } from './command.entity.js';

export interface CommandFilter {
  action?: string;
  status?: CommandState;
}

/** What is asked of the commands that there are. */
@Injectable()
export class CommandLists {
  constructor(@InjectRepository(CommandEntity) private readonly rows: Repository<CommandEntity>) {}

  /** Newest first; `before` is the creation time and id of a row, with a space between. */
  ofStation(
    stationId: string,
    filter: CommandFilter,
    before: string | undefined,
    limit: number,
  ): Promise<CommandEntity[]> {
    const [time = '', id = ''] = before?.split(' ') ?? [];
    const createdAt = new Date(time);
    if (before !== undefined && Number.isNaN(createdAt.getTime())) throw wrongCursor();
    const wanted: FindOptionsWhere<CommandEntity> = { stationId };
    if (filter.action !== undefined) wanted.action = filter.action;
    if (filter.status !== undefined) wanted.status = filter.status;
    const where =
      before === undefined
        ? [wanted]
        : [
            { ...wanted, createdAt: LessThan(createdAt) },
            { ...wanted, createdAt, id: LessThan(id) },
          ];
    return this.rows.find({ where, order: { createdAt: 'DESC', id: 'DESC' }, take: limit });
  }

  /** In the order of the ids; those that there are not are left out. */
  async byIds(ids: string[]): Promise<CommandEntity[]> {
    const rows = new Map((await this.rows.findBy({ id: In(ids) })).map((row) => [row.id, row]));
    return ids.map((id) => rows.get(id)).filter((row) => row !== undefined);
  }
}

/** Where a list goes on after this row. */
export const cursorOf = ({ createdAt, id }: CommandEntity): string => `${createdAt.toISOString()} ${id}`;
