// Frames on their way to the log. A CALL waits a little for its answer, so that both become one row: half the rows, and half
// of what they cost the database.
import type { PassedFrame } from '../ocpp/station-connection.js';
import type { MessageEntity } from './message.entity.js';

export type MessageRow = Omit<MessageEntity, 'id'>;

/** Of what is kept of a frame, and shown. */
export const MAX_TEXT_LENGTH = 64 * 1024;
const MAX_HEAD_LENGTH = 64;

export class WaitingFrames {
  private rows: MessageRow[] = [];
  /** The newest row of each station: an answer that follows its CALL immediately is told with it. */
  private readonly newest = new Map<string, { row: MessageRow; messageId: string | null }>();

  /** Rows; a CALL and its answer are one. */
  get size(): number {
    return this.rows.length;
  }

  add(
    stationId: string,
    { direction, messageType: type, messageId, action, text }: PassedFrame,
    receivedAt: Date,
  ): void {
    const stored = text.length > MAX_TEXT_LENGTH ? text.slice(0, MAX_TEXT_LENGTH) : text;
    const sizeBytes = Buffer.byteLength(text);
    const before = this.newest.get(stationId);
    if (
      (type === 'callResult' || type === 'callError') &&
      before !== undefined &&
      before.row.type === 'call' &&
      before.row.answerType === null &&
      before.row.direction !== direction &&
      before.messageId === messageId
    ) {
      before.row.answerType = type;
      before.row.answerText = stored;
      before.row.answerSizeBytes = sizeBytes;
      before.row.answeredAt = receivedAt;
      return;
    }
    const row: MessageRow = {
      stationId,
      direction,
      type,
      messageId: shortened(messageId),
      action: shortened(action),
      text: stored,
      sizeBytes,
      receivedAt,
      answerType: null,
      answerText: null,
      answerSizeBytes: null,
      answeredAt: null,
    };
    this.rows.push(row);
    this.newest.set(stationId, { row, messageId });
  }

  /** Takes what has waited; CALLs that came after `callsBefore` and may still be answered stay. */
  take(callsBefore: Date): MessageRow[] {
    const staying: MessageRow[] = [];
    const taken: MessageRow[] = [];
    for (const row of this.rows) {
      const isNewest = this.newest.get(row.stationId)?.row === row;
      if (isNewest && row.type === 'call' && row.answerType === null && row.receivedAt > callsBefore) staying.push(row);
      else {
        taken.push(row);
        if (isNewest) this.newest.delete(row.stationId);
      }
    }
    this.rows = staying;
    return taken;
  }
}

const shortened = (text: string | null): string | null =>
  text !== null && text.length > MAX_HEAD_LENGTH ? text.slice(0, MAX_HEAD_LENGTH) : text;
