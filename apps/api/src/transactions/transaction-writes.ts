// How starts, stops and samples of many stations become statements. A station's CALLs are handled one after another, so a batch
// holds one start and one stop of a station at most.
import type { WriteKind } from '../database/batched-writes.js';
import { insertStatements, updateStatements } from '../database/bulk-statements.js';
import type { StatementScript } from '../database/run-in-transaction.js';
import { MeterValueEntity } from './meter-value.entity.js';
import { TransactionEntity } from './transaction.entity.js';

type StartRow = Pick<
  TransactionEntity,
  | 'stationId'
  | 'connectorId'
  | 'idTag'
  | 'idTagKey'
  | 'idTagStatus'
  | 'meterStartWh'
  | 'startedAt'
  | 'startReceivedAt'
  | 'reservationId'
>;

export interface StoredStart {
  transactionId: number;
  /** Whether it was not there before, under whatever message id. */
  isNew: boolean;
}

export const transactionStarts: WriteKind<StartRow, StoredStart> = {
  name: 'transaction starts',
  order: 10,
  *script(rows, { dialect, metadataOf }): StatementScript<StoredStart[]> {
    const entity = metadataOf(TransactionEntity);
    const unique = ['stationId', 'connectorId', 'idTag', 'meterStartWh', 'startedAt'];
    const returning = ['id', 'stationId', 'startReceivedAt'];
    const byStation = new Map<unknown, { id: unknown; start_received_at: unknown }>();
    for (const statement of insertStatements(entity, rows, { dialect, unique, returning })) {
      for (const row of yield statement) byStation.set(row['station_id'], row as never);
    }
    return rows.map(({ stationId, startReceivedAt }) => {
      const stored = byStation.get(stationId);
      if (stored === undefined) throw new Error(`The start of ${stationId} was not given back`);
      const receivedAt = timeOf(stored.start_received_at);
      return { transactionId: Number(stored.id), isNew: receivedAt === startReceivedAt.getTime() };
    });
  },
};

/** SQLite gives times as the text that it stores. */
const timeOf = (value: unknown): number =>
  value instanceof Date ? value.getTime() : Date.parse(`${String(value).replace(' ', 'T')}Z`);

type StopRow = { id: number } & Pick<
  { [Key in keyof TransactionEntity]: NonNullable<TransactionEntity[Key]> },
  'meterStopWh' | 'stoppedAt' | 'stopReceivedAt' | 'stopReason'
> &
  Pick<TransactionEntity, 'stopIdTag'>;

export const transactionStops: WriteKind<StopRow> = {
  name: 'transaction stops',
  order: 20,
  *script(rows, { metadataOf }): StatementScript<void[]> {
    yield* updateStatements(metadataOf(TransactionEntity), rows, {
      key: 'id',
      set: ['meterStopWh', 'stoppedAt', 'stopReceivedAt', 'stopReason', 'stopIdTag'],
      whileNull: 'stopReceivedAt',
    });
    return [];
  },
};

export type MeterValueRow = Omit<MeterValueEntity, 'id'>;

/** What one message says, moment by moment; rows of a resent one are there already and stay as they are. */
export const meterSamples: WriteKind<MeterValueRow[]> = {
  name: 'meter samples',
  order: 30,
  *script(messages, { dialect, metadataOf }): StatementScript<void[]> {
    yield* insertStatements(metadataOf(MeterValueEntity), messages.flat(), { dialect, unique: ['fingerprint'] });
    return [];
  },
};
