import { describe, expect, it } from '@jest/globals';
import { v16 } from '@simulator/ocpp';
import type { ExchangeRow, Payload } from '../row.js';
import { csmsCalls } from './csms-calls.js';
import { stationCalls } from './station-calls.js';
import { summaryOf } from './index.js';

function row(action: string, payload: Payload, result?: Payload): ExchangeRow {
  return {
    ...{ kind: 'exchange', number: 1, at: 0, from: 'station', action, messageId: 'm', text: '', payload, cause: '' },
    answer: result === undefined ? null : { outcome: 'result', at: 5, text: '', payload: result },
    lost: false,
  };
}

describe('the one-line summary of an exchange', () => {
  it('has words for every action of OCPP 1.6', () => {
    const known = Object.keys({ ...stationCalls, ...csmsCalls }).sort();
    expect(known).toEqual(Object.keys(v16.version.actions).sort());
  });

  it.each<[string, Payload, Payload, string]>([
    [
      'BootNotification',
      { chargePointVendor: 'V', chargePointModel: 'M' },
      { status: 'Pending', interval: 30 },
      'Introduces itself: V M — pending, try again in 30 s',
    ],
    ['Authorize', { idTag: 'T1' }, { idTagInfo: { status: 'Invalid' } }, 'May card T1 charge? — unknown to the CSMS'],
    [
      'StartTransaction',
      { connectorId: 1, idTag: 'T1', meterStart: 1234 },
      { transactionId: 7, idTagInfo: { status: 'Accepted' } },
      'Connector 1 starts for card T1 at 1.234 kWh — transaction 7, card accepted',
    ],
    [
      'StopTransaction',
      { transactionId: 7, meterStop: 5000, reason: 'EVDisconnected' },
      {},
      'Stops transaction 7 at 5.000 kWh, EVDisconnected',
    ],
    [
      'StatusNotification',
      { connectorId: 0, status: 'Available', errorCode: 'NoError' },
      {},
      'The station is Available',
    ],
    ['Reset', { type: 'Hard' }, { status: 'Accepted' }, 'Hard reset — accepted'],
    [
      'GetConfiguration',
      { key: ['HeartbeatInterval'] },
      { configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '300' }] },
      'Asks for HeartbeatInterval — HeartbeatInterval = 300',
    ],
  ])('%s', (action, request, result, words) => {
    expect(summaryOf(row(action, request, result))).toBe(words);
  });

  it('reads meter values as a person would', () => {
    const sampledValue = [
      { value: '1234', measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
      { value: '11040', measurand: 'Power.Active.Import', unit: 'W' },
      { value: '16.04', measurand: 'Current.Import', phase: 'L1', unit: 'A' },
      { value: '42', measurand: 'SoC', unit: 'Percent' },
    ];
    const payload = { connectorId: 1, meterValue: [{ timestamp: '', sampledValue }] };
    expect(summaryOf(row('MeterValues', payload, {}))).toBe('Connector 1: 11.04 kW · 1.234 kWh · 42 % · 16 A');
  });

  it('survives payloads that are nothing like the schema', () => {
    for (const action of Object.keys(v16.version.actions)) {
      const odd = { idTagInfo: 3, meterValue: [null, 7], key: 'x', csChargingProfiles: [], configurationKey: [1] };
      expect(typeof summaryOf(row(action, odd, odd))).toBe('string');
    }
  });

  it('names errors, and answers that will never come', () => {
    const error = {
      outcome: 'error',
      at: 1,
      text: '',
      errorCode: 'NotSupported',
      errorDescription: '',
      errorDetails: {},
    };
    expect(summaryOf({ ...row('ClearCache', {}), answer: error as ExchangeRow['answer'] })).toContain('NotSupported');
    expect(summaryOf({ ...row('ClearCache', {}), lost: true })).toContain('never answered');
  });
});
