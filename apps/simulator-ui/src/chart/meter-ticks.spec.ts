import { describe, expect, it } from '@jest/globals';
import { ExchangeLog } from '../timeline/exchanges.js';
import { limitWords } from './limit-words.js';
import { MeterTicks } from './meter-ticks.js';

const frame = (number: number, action: string, payload: object) => ({
  ...{ number, at: number, kind: 'sent' as const, text: JSON.stringify([2, `m${number}`, action, payload]) },
  ...{ messageType: null, messageId: null, action: null, cause: '' },
});
const values = (connectorId: unknown, ...timestamps: unknown[]) => ({
  connectorId,
  meterValue: timestamps.map((timestamp) => ({ timestamp, sampledValue: [] })),
});
const second = (count: number) => new Date(count * 1000).toISOString();

describe('the marks of MeterValues', () => {
  const log = new ExchangeLog();
  const ticks = new MeterTicks();
  log.append([
    frame(1, 'MeterValues', values(1, second(10))),
    frame(2, 'Heartbeat', {}),
    frame(3, 'MeterValues', values(2, second(11))),
    frame(4, 'MeterValues', values(1, second(20), second(30))),
    frame(5, 'MeterValues', values('x', second(1))),
    frame(6, 'MeterValues', { connectorId: 1 }),
  ]);
  ticks.take(log.rows, 0);

  it('stand at the newest sample of each message, by connector; what cannot be read is left out', () => {
    expect(ticks.of(1)).toEqual([
      { at: 10_000, number: 1 },
      { at: 30_000, number: 4 },
    ]);
    expect(ticks.of(2)).toHaveLength(1);
    expect(ticks.of(3)).toEqual([]);
  });

  it('go with their rows', () => {
    ticks.forgetBefore(3);
    expect(ticks.of(1).map(({ number }) => number)).toEqual([4]);
  });
});

it('names the profile that wins, and its stack level', () => {
  expect(limitWords(null)).toBe('');
  expect(limitWords({ purpose: 'TxProfile', profileId: 3, stackLevel: 0 })).toBe('TxProfile 3, stack level 0');
  expect(limitWords({ purpose: null, profileId: null, stackLevel: null })).toBe('Charging profile');
});
