import { TableColumn, TableIndex } from 'typeorm';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { double, longText, nullable } from '../schema-building.js';

/** A time and a hash, and behind them the place of the first sample in its message. Times from the year 5188 on are a digit longer. */
const FINGERPRINT = /^(.{33,34}?)(\d+)$/;

const BY_ARRIVAL = new TableIndex({ name: 'ix_meter_values_transaction', columnNames: ['transaction_id', 'id'] });
const BY_TIME = new TableIndex({
  name: 'ix_meter_values_transaction_time',
  columnNames: ['transaction_id', 'sampled_at'],
});

/**
 * What a station measured at one moment is one row, not one for each sample; rows from before stay as they are. The newest
 * reading of a transaction is found among them, and no longer written beside each.
 */
export class SamplesOfAMoment1795392000014 implements MigrationInterface {
  name = 'SamplesOfAMoment1795392000014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumns('meter_values', [
      new TableColumn(longText(runner, 'samples', nullable)),
      new TableColumn(double('energy_wh', nullable)),
    ]);
    await runner.createIndex('meter_values', BY_TIME);
    await runner.dropIndex('meter_values', BY_ARRIVAL);
    await runner.query(
      "UPDATE meter_values SET energy_wh = CASE WHEN unit = 'kWh' THEN number * 1000 ELSE number END " +
        "WHERE measurand = 'Energy.Active.Import.Register' AND phase IS NULL AND location = 'Outlet' AND number IS NOT NULL " +
        'AND transaction_id IN (SELECT id FROM transactions WHERE stopped_at IS NULL)',
    );
  }

  /** Each sample has a row of its own again. */
  async down(runner: QueryRunner): Promise<void> {
    let rows: StoredRow[];
    do {
      rows = (await runner.query(
        `SELECT * FROM meter_values WHERE samples IS NOT NULL ORDER BY id LIMIT ${ROWS_AT_ONCE}`,
      )) as StoredRow[];
      for (const row of rows) await takeApart(runner, row);
    } while (rows.length === ROWS_AT_ONCE);
    await runner.createIndex('meter_values', BY_ARRIVAL);
    await runner.dropIndex('meter_values', BY_TIME);
    await runner.dropColumns('meter_values', ['samples', 'energy_wh']);
  }
}

const ROWS_AT_ONCE = 500;

type StoredRow = Record<string, unknown> & { id: number; samples: string; fingerprint: string };
type StoredSample = { measurand: string; value: string } & Partial<
  Record<'phase' | 'location' | 'context' | 'unit' | 'format', string>
>;

async function takeApart(runner: QueryRunner, { id, samples, energy_wh: _, ...row }: StoredRow): Promise<void> {
  const [, message = row.fingerprint, first = '0'] = FINGERPRINT.exec(row.fingerprint) ?? [];
  const written = (JSON.parse(samples) as StoredSample[]).map((sample, index) => {
    const { phase = null, location = 'Outlet', context = 'Sample.Periodic', unit = null, format = 'Raw' } = sample;
    const { measurand, value } = sample;
    const number = format === 'Raw' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : null;
    const sampled = { measurand, phase, location, context, unit, format, value, number };
    return { ...row, ...sampled, fingerprint: `${message}${Number(first) + index}` };
  });
  await runner.query('DELETE FROM meter_values WHERE id = ?', [id]);
  for (const one of written) {
    const names = Object.keys(one);
    await runner.query(
      `INSERT INTO meter_values (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      Object.values(one),
    );
  }
}
