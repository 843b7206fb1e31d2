import { describe, expect, test } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { privateDatabase } from '../../test/api-under-test.js';
import type { DatabaseKind } from '../../test/api-under-test.js';
import { readEnvironment } from '../config/environment.js';
import { BatchedWrites } from '../database/batched-writes.js';
import { migrate, openDatabase } from '../database/data-source.js';
import { fingerprintOf } from './fingerprint.js';
import { MeterValueEntity, NO_SAMPLE } from './meter-value.entity.js';
import { MeterValuesService } from './meter-values.service.js';
import { positionOf, samplesIn, samplesText } from './stored-samples.js';
import type { StoredSample } from './stored-samples.js';
import { numberOf } from './sample.js';
import type { Sample } from './sample.js';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);
const origin = { stationId: 'CS', connectorId: 1, transactionId: 7, receivedAt: at(99) };
const sampleOf = (measurand: string, value: string, rest: Partial<Sample> = {}): Sample => ({
  sampledAt: at(0),
  measurand,
  phase: null,
  location: 'Outlet',
  context: 'Sample.Periodic',
  unit: 'W',
  format: 'Raw',
  value,
  ...rest,
});

test('whatever was sampled is read as it was written', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom('Outlet', 'Raw', 'Sample.Periodic'),
  );
  const sample = fc.record({
    measurand: text,
    phase: fc.option(text),
    location: text,
    context: text,
    unit: fc.option(text),
    format: text,
    value: text,
  });
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 100 }), (some) => {
      const samples = some.map((each): Sample => ({ ...each, sampledAt: at(5) }));
      const row = { ...origin, ...NO_SAMPLE, id: 3, sampledAt: at(5), energyWh: null, fingerprint: '' };
      expect(samplesIn({ ...row, samples: samplesText(samples) })).toEqual(
        samples.map((each, index) => ({ ...origin, ...each, id: 300 + index, number: numberOf(each) })),
      );
    }),
  );
});

function storedSamplesSuite(kind: DatabaseKind): void {
  const withValues = async (run: (values: MeterValuesService, dataSource: DataSource) => Promise<void>) => {
    const database = await privateDatabase(kind);
    const dataSource = await openDatabase(readEnvironment(database.variables).database);
    try {
      await migrate(dataSource);
      const rows = dataSource.getRepository(MeterValueEntity);
      await run(new MeterValuesService(rows, new BatchedWrites(dataSource)), dataSource);
    } finally {
      await dataSource.destroy();
      await database.remove();
    }
  };
  /** As releases before migration 0014 wrote it. */
  const ofBefore = (id: number, sample: Sample, fingerprint: string) => ({
    ...origin,
    ...sample,
    id,
    number: numberOf(sample),
    samples: null,
    energyWh: null,
    fingerprint,
  });
  const valuesIn = (samples: StoredSample[]): string[] => samples.map(({ value }) => value);

  test('moments of any length, rows of before among them: pages of any size in either order have each sample once', () =>
    withValues(async (values, dataSource) => {
      const many = Array.from({ length: 230 }, (_, index) => sampleOf('Power.Active.Import', `m${index}`));
      for (const sample of many) sample.sampledAt = (many[0] as Sample).sampledAt;
      await values.store(origin, many);
      const late = [sampleOf('Voltage', 'late-1'), sampleOf('Voltage', 'late-2', { sampledAt: at(-60) })];
      await values.store(origin, late);
      const before = [sampleOf('Voltage', 'before-1'), sampleOf('Current.Import', 'before-2', { sampledAt: at(60) })];
      const rows = dataSource.getRepository(MeterValueEntity);
      for (const [index, each] of before.entries()) await rows.insert(ofBefore(900 + index, each, `f${index}`));
      expect(await rows.count()).toBe(3 + 2 + 2);
      const forward = ['late-2', ...valuesIn(many as StoredSample[]), 'late-1', 'before-1', 'before-2'];
      for (const size of [1, 7, 100, 1000]) {
        for (const order of ['list', 'newest'] as const) {
          const found: StoredSample[] = [];
          for (let page: StoredSample[] = [], first = true; first || page.length > 0; first = false) {
            const after = found.length === 0 ? undefined : positionOf(found.at(-1) as StoredSample);
            page =
              order === 'list'
                ? await values.list(7, after, size, {})
                : await values.newest({ stationId: 'CS' }, after, size, {});
            found.push(...page);
          }
          expect(valuesIn(found)).toEqual(order === 'list' ? forward : [...forward].reverse());
          expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
        }
      }
    }));

  test('a measurand is found whatever is in its name, and no other; phases are told apart', () =>
    withValues(async (values, dataSource) => {
      const names = ['a%', 'a_', 'ab', 'A%', 'a!', 'a"b', 'a\\b', 'ü🔌'];
      await values.store(origin, [
        ...names.map((name, index) => sampleOf(name, `${index}`)),
        sampleOf('"measurand":"ab"', 'quoted'),
        sampleOf('other', '"measurand":"ab"'),
        sampleOf('ab', 'L1', { phase: 'L1' }),
      ]);
      await dataSource.getRepository(MeterValueEntity).insert(ofBefore(900, sampleOf('ab', 'before'), 'f'));
      for (const [index, measurand] of names.entries()) {
        const expected = measurand === 'ab' ? [`${index}`, 'L1', 'before'] : [`${index}`];
        expect([measurand, valuesIn(await values.list(7, undefined, 9, { measurand }))]).toEqual([measurand, expected]);
      }
      expect(valuesIn(await values.list(7, undefined, 9, { measurand: 'ab', phase: 'L1' }))).toEqual(['L1']);
      expect(valuesIn(await values.list(7, undefined, 9, { measurand: 'ab', phase: null }))).toEqual(['2', 'before']);
      // What fits is found behind pages of what only looks alike.
      expect(valuesIn(await values.list(7, undefined, 1, { measurand: 'ab', phase: 'L1' }))).toEqual(['L1']);
    }));

  test('a message that an earlier release has stored, and that is sent again, adds nothing', () =>
    withValues(async (values, dataSource) => {
      const samples = [
        sampleOf('Voltage', '1'),
        sampleOf('Voltage', '2'),
        sampleOf('Voltage', '3', { sampledAt: at(9) }),
      ];
      for (const sample of samples.slice(0, 2)) sample.sampledAt = (samples[0] as Sample).sampledAt;
      const rows = dataSource.getRepository(MeterValueEntity);
      const fingerprint = fingerprintOf(origin, samples);
      for (const [index, each] of samples.entries())
        await rows.insert(ofBefore(900 + index, each, `${fingerprint}${index}`));
      await values.store(origin, samples);
      await values.store(origin, samples);
      expect(valuesIn(await values.list(7, undefined, 9, {}))).toEqual(['1', '2', '3']);
    }));

  test('taken back, each sample has a row of its own; brought up again, all is as it was', () =>
    withValues(async (values, dataSource) => {
      const samples = [
        sampleOf('Energy.Active.Import.Register', '5.5', { unit: 'kWh', context: 'Transaction.Begin' }),
        sampleOf('Voltage', 'x', { phase: 'L1', unit: null, location: 'EV' }),
        sampleOf('Voltage', 'OCMF', { format: 'SignedData', sampledAt: at(9) }),
      ];
      for (const sample of samples.slice(0, 2)) sample.sampledAt = (samples[0] as Sample).sampledAt;
      await values.store(origin, samples);
      const sampledAt = new Date('9000-01-01T00:00:00Z');
      const ofAWrongClock = [sampleOf('Voltage', '1', { sampledAt }), sampleOf('Current.Import', '2', { sampledAt })];
      await values.store(origin, ofAWrongClock);
      await dataSource.undoLastMigration();
      const rows = await dataSource.query<object[]>('SELECT * FROM meter_values ORDER BY sampled_at, id');
      expect(rows).toMatchObject([
        { station_id: 'CS', transaction_id: 7, measurand: 'Energy.Active.Import.Register', unit: 'kWh', number: 5.5 },
        { measurand: 'Voltage', phase: 'L1', location: 'EV', unit: null, number: null, context: 'Sample.Periodic' },
        { measurand: 'Voltage', format: 'SignedData', value: 'OCMF', number: null },
        { measurand: 'Voltage', number: 1 },
        { measurand: 'Current.Import', number: 2 },
      ]);
      await migrate(dataSource);
      await values.store(origin, samples);
      await values.store(origin, ofAWrongClock);
      const found = await values.list(7, undefined, 9, {});
      expect(found.map(({ id: _, number: __, ...sample }) => sample)).toEqual(
        [...samples, ...ofAWrongClock].map((sample) => ({ ...origin, ...sample })),
      );
    }));
}

describe('stored samples on SQLite', () => storedSamplesSuite('SQLite'));
describeWith('MariaDB', 'stored samples on MariaDB', () => storedSamplesSuite('MariaDB'));
