import { expect, it } from '@jest/globals';
import { ExchangeLog } from './exchanges.js';
import { replayPlan, withTransactionIds } from './replay-plan.js';

const frame = (number: number, kind: 'sent' | 'received', text: string) => {
  const header = { messageType: null, messageId: null, action: null };
  return { number, at: number * 100, kind, text, cause: '', ...header };
};

it('a replay is what the station called, with its pauses and the transaction ids that were given', () => {
  const log = new ExchangeLog();
  log.append([
    frame(1, 'sent', '[2,"a","StartTransaction",{"connectorId":1}]'),
    frame(2, 'received', '[3,"a",{"transactionId":7,"idTagInfo":{"status":"Accepted"}}]'),
    frame(3, 'received', '[2,"b","Reset",{"type":"Soft"}]'),
    frame(4, 'sent', '[3,"b",{"status":"Accepted"}]'),
    frame(6, 'sent', '[2,"c","StopTransaction",{"transactionId":7}]'),
  ]);
  expect(replayPlan(log.rows)).toEqual([
    { action: 'StartTransaction', payload: { connectorId: 1 }, waitMs: 0, gaveTransactionId: 7 },
    { action: 'StopTransaction', payload: { transactionId: 7 }, waitMs: 500, gaveTransactionId: null },
  ]);
});

it('the transaction ids of the capture become those of today', () => {
  const ids = new Map([[7, 99]]);
  expect(withTransactionIds({ transactionId: 7, meterStop: 1 }, ids)).toEqual({ transactionId: 99, meterStop: 1 });
  expect(withTransactionIds({ transactionId: 8 }, ids)).toEqual({ transactionId: 8 });
  expect(withTransactionIds({ idTag: 'A' }, ids)).toEqual({ idTag: 'A' });
});
