import { describe, expect, test } from '@jest/globals';
import { createStation } from './create-station.js';
import { persistedPart, restoreStation, statePartsOf } from './restore-station.js';
import { defaultStationConfig } from './default-config.js';
import { step } from './step.js';
import { VirtualStation, START, megane } from '../test/virtual-station.js';

function booted(): VirtualStation {
  const csms = new VirtualStation().boot();
  csms.calls.length = 0;
  return csms;
}

const charging = (): VirtualStation => {
  const csms = booted();
  csms.plug();
  csms.tag();
  return csms;
};

describe('OCPP 1.6 §3.6 local start', () => {
  test('plug, then tag', () => {
    const csms = booted();
    csms.plug();
    expect(csms.statuses()).toEqual(['Preparing']);
    csms.tag('TAG-1');
    expect(csms.actions()).toEqual(['StatusNotification', 'Authorize', 'StartTransaction', 'StatusNotification']);
    expect(csms.statuses()).toEqual(['Preparing', 'Charging']);
    expect(csms.callsOf('StartTransaction')[0]!.payload).toEqual({
      connectorId: 1,
      idTag: 'TAG-1',
      meterStart: 0,
      timestamp: csms.iso(),
    });
    expect(csms.connector().transaction?.transactionId).toBe(1001);
  });

  test('tag, then plug', () => {
    const csms = booted();
    csms.tag();
    expect(csms.statuses()).toEqual(['Preparing']);
    csms.plug();
    expect(csms.actions()).toEqual(['Authorize', 'StatusNotification', 'StartTransaction', 'StatusNotification']);
    expect(csms.statuses()).toEqual(['Preparing', 'Charging']);
  });

  test('ConnectionTimeOut: a tag without a car is forgotten, and the connector is Available again', () => {
    const csms = booted();
    csms.tag();
    csms.advance(61);
    expect(csms.statuses()).toEqual(['Preparing', 'Available']);
    csms.plug();
    expect(csms.callsOf('StartTransaction')).toEqual([]);
  });

  test.each(['Blocked', 'Expired', 'Invalid', 'ConcurrentTx'])('§4.1: a tag answered %s starts nothing', (status) => {
    const csms = booted();
    csms.answers['Authorize'] = () => ({ idTagInfo: { status } });
    csms.plug();
    csms.tag();
    expect(csms.callsOf('StartTransaction')).toEqual([]);
    expect(csms.connector().status).toBe('Preparing');
  });

  test('§4.8: a tag refused in StartTransaction.conf ends the transaction with DeAuthorized', () => {
    const csms = booted();
    csms.answers['StartTransaction'] = () => ({ transactionId: 7, idTagInfo: { status: 'Blocked' } });
    csms.plug();
    csms.tag();
    expect(csms.callsOf('StopTransaction')[0]!.payload).toMatchObject({ transactionId: 7, reason: 'DeAuthorized' });
    expect(csms.connector().status).toBe('Finishing');
  });

  test('§4.8: with StopTransactionOnInvalidId false the transaction stays, without energy', () => {
    const csms = new VirtualStation({ configuration: { StopTransactionOnInvalidId: 'false' } }).boot();
    csms.answers['StartTransaction'] = () => ({ transactionId: 7, idTagInfo: { status: 'Blocked' } });
    csms.plug();
    csms.tag();
    csms.advance(600);
    expect(csms.callsOf('StopTransaction')).toEqual([]);
    expect(csms.connector()).toMatchObject({ status: 'SuspendedEVSE', registerWh: 0 });
  });
});

describe('OCPP 1.6 §4.10 stop', () => {
  test('the same tag: reason Local, with the tag; after unplug Available', () => {
    const csms = charging();
    csms.advance(3600);
    csms.tag('TAG-1');
    const stop = csms.callsOf('StopTransaction')[0]!.payload;
    expect(stop).toMatchObject({ transactionId: 1001, reason: 'Local', idTag: 'TAG-1' });
    expect(stop['meterStop']).toBe(Math.floor(csms.connector().registerWh));
    csms.input({ type: 'unplugged', connectorId: 1 });
    expect(csms.statuses()).toEqual(['Preparing', 'Charging', 'Finishing', 'Available']);
  });

  test('the stop button: reason Local, no tag', () => {
    const csms = charging();
    csms.input({ type: 'stopPressed', connectorId: 1 });
    expect(csms.callsOf('StopTransaction')[0]!.payload).not.toHaveProperty('idTag');
    expect(csms.callsOf('StopTransaction')[0]!.payload['reason']).toBe('Local');
  });

  test('unplug: reason EVDisconnected, then Available', () => {
    const csms = charging();
    csms.advance(60);
    csms.input({ type: 'unplugged', connectorId: 1 });
    expect(csms.callsOf('StopTransaction')[0]!.payload['reason']).toBe('EVDisconnected');
    expect(csms.statuses().at(-1)).toBe('Available');
  });

  test('§5.12 RemoteStopTransaction: reason Remote; an unknown transaction is Rejected', () => {
    const csms = charging();
    expect(csms.call('RemoteStopTransaction', { transactionId: 99 })?.[2]).toEqual({ status: 'Rejected' });
    expect(csms.call('RemoteStopTransaction', { transactionId: 1001 })?.[2]).toEqual({ status: 'Accepted' });
    expect(csms.callsOf('StopTransaction')[0]!.payload['reason']).toBe('Remote');
  });

  test('§4.1: another tag stops it only with the same parent', () => {
    const csms = booted();
    csms.answers['Authorize'] = ({ idTag }) => ({
      idTagInfo: { status: 'Accepted', parentIdTag: idTag === 'OTHER' ? 'P2' : 'P1' },
    });
    csms.plug();
    csms.tag('TAG-1');
    csms.tag('OTHER');
    expect(csms.callsOf('StopTransaction')).toEqual([]);
    csms.tag('SIBLING');
    expect(csms.callsOf('StopTransaction')[0]!.payload).toMatchObject({ reason: 'Local', idTag: 'SIBLING' });
  });

  test('two stops at once give one StopTransaction', () => {
    const csms = charging();
    csms.input({ type: 'stopPressed', connectorId: 1 });
    csms.input({ type: 'stopPressed', connectorId: 1 });
    csms.input({ type: 'unplugged', connectorId: 1 });
    expect(csms.callsOf('StopTransaction')).toHaveLength(1);
  });
});

describe('OCPP 1.6 §5.11 RemoteStartTransaction', () => {
  test('with a car: the answer goes out before the Authorize that AuthorizeRemoteTxRequests asks for', () => {
    const csms = booted();
    csms.plug();
    const before = csms.outputs.length;
    expect(csms.call('RemoteStartTransaction', { idTag: 'R', connectorId: 1 })?.[2]).toEqual({ status: 'Accepted' });
    const sent = csms.outputs.slice(before).filter((output) => output.type === 'sendFrame');
    expect(sent.map(({ messageType, action }) => [messageType, action]).slice(0, 3)).toEqual([
      [3, 'RemoteStartTransaction'],
      [2, 'Authorize'],
      [2, 'StartTransaction'],
    ]);
  });

  test('without a car it waits for the plug; without a connector it takes a free one', () => {
    const csms = new VirtualStation({ configuration: { AuthorizeRemoteTxRequests: 'false' } }).boot();
    expect(csms.call('RemoteStartTransaction', { idTag: 'R' })?.[2]).toEqual({ status: 'Accepted' });
    expect(csms.connector(1).status).toBe('Preparing');
    csms.plug(1);
    expect(csms.callsOf('Authorize')).toEqual([]);
    expect(csms.callsOf('StartTransaction')[0]!.payload).toMatchObject({ connectorId: 1, idTag: 'R' });
  });

  test('a connector in a transaction, and one that is not there, are Rejected', () => {
    const csms = charging();
    expect(csms.call('RemoteStartTransaction', { idTag: 'R', connectorId: 1 })?.[2]).toEqual({ status: 'Rejected' });
    expect(csms.call('RemoteStartTransaction', { idTag: 'R', connectorId: 9 })?.[2]).toEqual({ status: 'Rejected' });
  });
});

describe('OCPP 1.6 §4.7 meter values', () => {
  test('come at MeterValueSampleInterval, agree with each other, and the register never goes back', () => {
    const csms = charging();
    csms.advance(600);
    const samples = csms.callsOf('MeterValues').map(({ payload }) => {
      const [{ sampledValue }] = payload['meterValue'] as [{ sampledValue: Record<string, string>[] }];
      const valueOf = (measurand: string): number =>
        Number(sampledValue.find((sample) => sample['measurand'] === measurand)?.['value']);
      const count = sampledValue.filter((sample) => sample['measurand'] === 'Current.Import').length;
      return {
        energy: valueOf('Energy.Active.Import.Register'),
        power: valueOf('Power.Active.Import'),
        fromPhases: valueOf('Current.Import') * valueOf('Voltage') * count,
      };
    });
    expect(samples).toHaveLength(60);
    samples.forEach(({ energy, power, fromPhases }, index) => {
      expect(power).toBe(11_000);
      expect(Math.abs(fromPhases - power)).toBeLessThan(10);
      expect(energy).toBe(Math.floor((11_000 * (index + 1)) / 360 + 1e-6));
    });
    expect(csms.callsOf('MeterValues')[0]!.payload['transactionId']).toBe(1001);
  });

  test('an interval of 0 sends none', () => {
    const csms = new VirtualStation({ configuration: { MeterValueSampleInterval: '0' } }).boot();
    csms.plug();
    csms.tag();
    csms.advance(3600);
    expect(csms.callsOf('MeterValues')).toEqual([]);
  });

  test('a gap of an hour (sleep, frozen tab) is integrated in one step, without a burst', () => {
    const csms = charging();
    csms.advance(60);
    const before = csms.callsOf('MeterValues').length;
    csms.now += 3_600_000;
    csms.input({ type: 'deadlineReached' });
    expect(csms.callsOf('MeterValues')).toHaveLength(before + 1);
    expect(csms.connector().registerWh).toBeCloseTo((11_000 * 3660) / 3600, 6);
  });
});

describe('the car', () => {
  test('full at its target: SuspendedEV, no power, and the transaction stays', () => {
    const csms = booted();
    csms.plug(1, 79, 80);
    csms.tag();
    csms.advance(3600);
    expect(csms.statuses()).toEqual(['Preparing', 'Charging', 'SuspendedEV']);
    expect(csms.connector()).toMatchObject({ status: 'SuspendedEV', flow: { powerW: 0 } });
    expect(csms.connector().car?.socPercent).toBe(80);
    expect(csms.connector().registerWh).toBeCloseTo(600, 6);
    expect(csms.callsOf('StopTransaction')).toEqual([]);
  });

  test('paused and resumed in the car', () => {
    const csms = charging();
    csms.input({ type: 'carChanged', connectorId: 1, paused: true });
    csms.advance(600);
    expect(csms.connector().registerWh).toBe(0);
    csms.input({ type: 'carChanged', connectorId: 1, paused: false });
    expect(csms.statuses()).toEqual(['Preparing', 'Charging', 'SuspendedEV', 'Charging']);
  });

  test('two cars share the limit of the station', () => {
    const csms = new VirtualStation({ maxPowerW: 20_000 }).boot();
    csms.plug(1);
    csms.tag('A', 1);
    csms.plug(2);
    csms.tag('B', 2);
    expect(csms.connector(1).flow.powerW + csms.connector(2).flow.powerW).toBeCloseTo(20_000, 6);
    csms.input({ type: 'stopPressed', connectorId: 1 });
    expect(csms.connector(2).flow.powerW).toBeCloseTo(20_000, 6);
  });
});

describe('OCPP 1.6 §3.7 messages about transactions', () => {
  test('offline they queue in order, and all arrive after the reconnect with the id the CSMS gave', () => {
    const csms = charging();
    csms.csmsUp = false;
    csms.cut();
    csms.advance(35);
    csms.input({ type: 'stopPressed', connectorId: 1 });
    const before = csms.calls.length;
    csms.csmsUp = true;
    csms.advance(120);
    const later = csms.calls.slice(before).filter(({ action }) => action !== 'StatusNotification');
    expect(later.map(({ action }) => action)).toEqual(['MeterValues', 'MeterValues', 'MeterValues', 'StopTransaction']);
    expect(new Set(later.map(({ payload }) => payload['transactionId']))).toEqual(new Set([1001]));
    expect(csms.station.transactionMessages).toEqual([]);
  });

  test('a StartTransaction cut off before its answer is sent again, and nothing overtakes it', () => {
    const csms = booted();
    const answer = csms.answers['StartTransaction']!;
    csms.answers['StartTransaction'] = () => 'silence';
    csms.plug();
    csms.tag();
    csms.advance(15);
    csms.answers['StartTransaction'] = answer;
    csms.cut();
    csms.advance(4);
    const about = csms.calls.filter(({ action }) => /Transaction|Meter/.test(action));
    expect(about.map(({ action }) => action)).toEqual(['StartTransaction', 'StartTransaction', 'MeterValues']);
    expect(about[0]!.payload).toEqual(about[1]!.payload);
    expect(about[0]!.messageId).not.toBe(about[1]!.messageId);
  });

  test('§3.7.1: failures are retried TransactionMessageAttempts times, waiting longer each time, then given up', () => {
    const csms = new VirtualStation({ configuration: { MeterValueSampleInterval: '0' } }).boot();
    csms.answers['StartTransaction'] = () => ({ error: 'InternalError' });
    csms.plug();
    csms.tag();
    csms.advance(600);
    const times = csms.callsOf('StartTransaction').map(({ at }) => (at - START) / 1000);
    expect(times).toEqual([0, 60, 180]);
    csms.input({ type: 'stopPressed', connectorId: 1 });
    expect(csms.callsOf('StopTransaction')[0]!.payload['transactionId']).toBe(-1);
  });

  test('a late answer is recognised and changes nothing', () => {
    const csms = booted();
    csms.answers['StartTransaction'] = () => 'silence';
    csms.plug();
    csms.tag();
    const { messageId } = csms.callsOf('StartTransaction')[0]!;
    csms.advance(31);
    const text = JSON.stringify([3, messageId, { transactionId: 5, idTagInfo: { status: 'Accepted' } }]);
    csms.input({ type: 'frameReceived', text });
    expect(csms.connector().transaction?.transactionId).toBeNull();
    expect(csms.outputs.some((output) => output.type === 'log' && output.message.startsWith('Late answer'))).toBe(true);
  });
});

describe('restart', () => {
  test('restored from its parts in mid-transaction, it goes on: one transaction, energy of the gap included', () => {
    const first = charging();
    first.advance(100);
    const parts = Object.fromEntries(
      statePartsOf(first.station).map((part) => [
        part,
        JSON.parse(JSON.stringify(persistedPart(first.station, part))) as unknown,
      ]),
    );
    const second = new VirtualStation();
    second.now = first.now + 500_000;
    Object.assign(second.station, restoreStation(parts, second.now));
    second.input({ type: 'restored' });
    second.advance(5);
    expect(second.actions()).not.toContain('BootNotification');
    expect(second.callsOf('MeterValues')).toHaveLength(1);
    expect(second.connector().registerWh).toBeCloseTo((11_000 * 605) / 3600, 6);
    second.input({ type: 'stopPressed', connectorId: 1 });
    expect(second.callsOf('StopTransaction')[0]!.payload['transactionId']).toBe(1001);
    expect(second.callsOf('StartTransaction')).toEqual([]);
  });

  test('parts of an unknown layout or without the station are refused with the reason', () => {
    expect(() => restoreStation({}, START)).toThrow('no part "station"');
    const core = persistedPart(createStation(defaultStationConfig('A', 1), START), 'station') as object;
    expect(() => restoreStation({ station: { ...core, layout: 99 } }, START)).toThrow('layout 99');
  });
});

describe('bad input', () => {
  test.each([
    ['no JSON', '{oops', [4, '-1', 'FormationViolation']],
    ['no array', '{"a":1}', [4, '-1', 'FormationViolation']],
    ['an unknown action', '[2,"x","Fly",{}]', [4, 'x', 'NotImplemented']],
    ['an action of the other side', '[2,"x","Heartbeat",{}]', [4, 'x', 'NotSupported']],
    ['a missing field', '[2,"x","RemoteStopTransaction",{}]', [4, 'x', 'OccurenceConstraintViolation']],
    ['a wrong type', '[2,"x","RemoteStopTransaction",{"transactionId":"1"}]', [4, 'x', 'TypeConstraintViolation']],
    [
      'a field that is not there',
      '[2,"x","RemoteStopTransaction",{"transactionId":1,"a":1}]',
      [4, 'x', 'FormationViolation'],
    ],
    [
      'a value too long',
      `[2,"x","RemoteStartTransaction",{"idTag":"${'T'.repeat(21)}"}]`,
      [4, 'x', 'PropertyConstraintViolation'],
    ],
    ['a CALL of three parts', '[2,"x","RemoteStopTransaction"]', [4, 'x', 'FormationViolation']],
  ])('%s is answered with its CALLERROR, and the station goes on', (_title, text, expected) => {
    const csms = charging();
    csms.input({ type: 'frameReceived', text });
    expect(csms.answersSent.at(-1)?.slice(0, 3)).toEqual(expected);
    csms.advance(10);
    expect(csms.callsOf('MeterValues')).toHaveLength(1);
  });

  test('answers to nothing and broken answers are not answered', () => {
    const csms = booted();
    for (const text of ['[3,"nope",{}]', '[4,"nope","GenericError","",{}]', '[3,"nope"]']) {
      csms.input({ type: 'frameReceived', text });
    }
    expect(csms.answersSent).toEqual([]);
  });

  test('inputs for connectors that are not there change nothing', () => {
    const csms = booted();
    csms.input({ type: 'plugged', connectorId: 7, plugIn: { car: megane, socPercent: 1 } });
    csms.input({ type: 'stopPressed', connectorId: 0 });
    csms.input({ type: 'unplugged', connectorId: -1 });
    expect(csms.calls).toEqual([]);
  });
});

test('an answer that breaks the schema counts as no answer', () => {
  const station = createStation(defaultStationConfig('A', 1), START);
  step(station, { type: 'poweredOn' }, START);
  const [boot] = step(station, { type: 'connected', subprotocol: 'ocpp1.6' }, START).filter(
    ({ type }) => type === 'sendFrame',
  );
  const messageId = boot?.type === 'sendFrame' ? boot.messageId : '';
  step(station, { type: 'frameReceived', text: `[3,"${messageId}",{"status":"Maybe"}]` }, START);
  expect(station.registration).toBe('none');
  expect(station.bootAt).toBeGreaterThanOrEqual(START + 30_000);
  expect(station.bootAt).toBeLessThanOrEqual(START + 45_000);
});
