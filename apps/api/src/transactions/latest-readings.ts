// The newest reading of the energy register of transactions that run: found among their meter values when it is asked for. To
// write it beside each of them would cost the database a third of the message (decision 0032).
import type { EntityManager } from 'typeorm';
import { MeterValueEntity } from './meter-value.entity.js';
import { TransactionEntity } from './transaction.entity.js';

/** SQL: that reading in Wh, by the station's clock, of the transaction under this alias; null where there is none. */
export function latestReading(manager: EntityManager, transaction: string): string {
  const reading = manager
    .createQueryBuilder(MeterValueEntity, 'reading')
    .select('reading.energyWh')
    .where(`reading.transactionId = ${transaction}.id AND reading.energyWh IS NOT NULL`)
    .orderBy('reading.sampledAt', 'DESC')
    .addOrderBy('reading.id', 'DESC')
    .limit(1);
  return `(${reading.getQuery()})`;
}

/** By transaction; those that have none are not in it. */
export async function latestReadings(manager: EntityManager, ids: readonly number[]): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map();
  const found = await manager
    .createQueryBuilder(TransactionEntity, 't')
    .select('t.id', 'id')
    .addSelect(latestReading(manager, 't'), 'wh')
    .where('t.id IN (:...ids)', { ids })
    .getRawMany<{ id: number; wh: number | null }>();
  return new Map(found.flatMap(({ id, wh }) => (wh === null ? [] : [[id, wh]])));
}

/** Keeps the newest readings of those that still run with the transactions: some of their meter values are about to go. */
export async function keepReadings(manager: EntityManager, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  const reading = latestReading(manager, 'transactions');
  await manager
    .createQueryBuilder()
    .update(TransactionEntity)
    .set({ latestMeterWh: () => `COALESCE(${reading}, latest_meter_wh)` })
    .where('id IN (:...ids) AND stopped_at IS NULL', { ids })
    .execute();
}
