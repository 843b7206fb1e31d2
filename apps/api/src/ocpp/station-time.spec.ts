import { describe, expect, test } from '@jest/globals';
import { parseStationTime } from './station-time.js';

describe('parseStationTime (OCPP 1.6 §3.15)', () => {
  test.each([
    ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01t10:00:00z', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01T10:00:00', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01T10:00:00.5', '2026-03-01T10:00:00.500Z'],
    ['2026-03-01T10:00:00-0530', '2026-03-01T15:30:00.000Z'],
    ['2026-03-01T10:00:00+14', '2026-02-28T20:00:00.000Z'],
    ['2026-06-30T23:59:60.7Z', '2026-06-30T23:59:59.999Z'],
  ])('%s is %s', (text, iso) => {
    expect(parseStationTime(text)?.toISOString()).toBe(iso);
  });

  test.each([
    '',
    'yesterday',
    '2026-03-01',
    '2026-13-01T10:00:00Z',
    '0999-01-01T00:00:00Z',
    '9999-12-31T23:59:59-14:00',
  ])('%s is no moment that every database can store', (text) => {
    expect(parseStationTime(text)).toBeNull();
  });
});
