// The log as frames. A row is a frame, or a CALL and its answer; the frame of row n has the id 2n, its answer 2n + 1: ids grow
// with time, and each is of one frame for ever.
import { Brackets } from 'typeorm';
import type { FindOptionsWhere, Repository } from 'typeorm';
import { timeRange } from '../database/newest-first.js';
import type { MessageEntity } from './message.entity.js';

export type LoggedFrame = Omit<MessageEntity, 'answerType' | 'answerText' | 'answerSizeBytes' | 'answeredAt'>;

export interface FrameFilter {
  stationId: string;
  direction?: 'in' | 'out';
  action?: string;
  /** ISO 8601: from that moment on, and until before the other. */
  from?: string;
  to?: string;
}

const opposite = { in: 'out', out: 'in' } as const;

/** The newest first, older than the frame `beforeId`; `limit` at most. */
export async function framesOf(
  rows: Repository<MessageEntity>,
  filter: FrameFilter,
  beforeId: number | undefined,
  limit: number,
): Promise<LoggedFrame[]> {
  const { stationId, direction, action, from, to } = filter;
  const query = rows.createQueryBuilder('row').where({ stationId });
  if (action !== undefined) query.andWhere({ action });
  if (beforeId !== undefined) query.andWhere('row.id <= :newest', { newest: Math.floor((beforeId - 1) / 2) });
  const isFiltered = direction !== undefined || from !== undefined || to !== undefined;
  if (isFiltered) {
    const frame: FindOptionsWhere<MessageEntity> = timeRange('receivedAt', from, to);
    const answer: FindOptionsWhere<MessageEntity> = timeRange('answeredAt', from, to);
    if (direction !== undefined) Object.assign(frame, { direction });
    if (direction !== undefined) Object.assign(answer, { direction: opposite[direction] });
    query.andWhere(
      new Brackets((either) =>
        either
          .where(frame)
          .orWhere(new Brackets((answered) => answered.where('row.answeredAt IS NOT NULL').andWhere(answer))),
      ),
    );
  }
  // Of each row one frame at least is wanted; of the one that the page before ended in, perhaps none.
  const found = await query
    .orderBy('row.id', 'DESC')
    .take(limit + 1)
    .getMany();
  const first = from === undefined ? -Infinity : Date.parse(from);
  const end = to === undefined ? Infinity : Date.parse(to);
  return found
    .flatMap(framesIn)
    .filter(
      (frame) =>
        (beforeId === undefined || frame.id < beforeId) &&
        (direction === undefined || frame.direction === direction) &&
        frame.receivedAt.getTime() >= first &&
        frame.receivedAt.getTime() < end,
    )
    .slice(0, limit);
}

/** The newest first. */
function framesIn({ answerType, answerText, answerSizeBytes, answeredAt, ...frame }: MessageEntity): LoggedFrame[] {
  const id = 2 * frame.id;
  const asked = { ...frame, id };
  if (answerType === null || answeredAt === null) return [asked];
  const { stationId, messageId, action } = frame;
  const answer: LoggedFrame = {
    id: id + 1,
    stationId,
    direction: opposite[frame.direction],
    type: answerType,
    messageId,
    action,
    text: answerText ?? '',
    sizeBytes: answerSizeBytes ?? 0,
    receivedAt: answeredAt,
  };
  return [answer, asked];
}
