import { describe, expect, test } from '@jest/globals';
import { VirtualStation } from '../../test/virtual-station.js';

function station(configuration: Record<string, string> = {}): VirtualStation {
  return new VirtualStation({ configuration: { MeterValueSampleInterval: '0', ...configuration } }).boot();
}

function offline(csms: VirtualStation): VirtualStation {
  csms.csmsUp = false;
  csms.cut();
  return csms;
}

const list = (csms: VirtualStation, listVersion: number, updateType: string, ...entries: object[]) =>
  (csms.call('SendLocalList', { listVersion, updateType, localAuthorizationList: entries })?.[2] as { status: string })
    .status;

const accepted = { status: 'Accepted' };
const isCharging = (csms: VirtualStation): boolean => csms.connector().transaction !== null;

describe('OCPP 1.6 §3.5.1 authorization cache', () => {
  test('a tag accepted once is accepted offline (LocalAuthorizeOffline); an unknown one is not', () => {
    const csms = station();
    csms.tag('KNOWN');
    csms.tag('KNOWN');
    offline(csms).plug();
    csms.tag('STRANGER');
    expect(isCharging(csms)).toBe(false);
    csms.tag('known');
    expect(isCharging(csms)).toBe(true);
  });

  test('LocalPreAuthorize: a cached tag starts without Authorize.req; the CSMS still sees the start', () => {
    const csms = station({ LocalPreAuthorize: 'true' });
    csms.tag('KNOWN');
    csms.tag('KNOWN');
    csms.plug();
    csms.tag('KNOWN');
    expect(csms.callsOf('Authorize')).toHaveLength(1);
    expect(csms.callsOf('StartTransaction')).toHaveLength(1);
  });

  test('an entry past its expiryDate counts as Expired', () => {
    const csms = station();
    const expiryDate = new Date(csms.now + 60_000).toISOString();
    csms.answers['Authorize'] = () => ({ idTagInfo: { status: 'Accepted', expiryDate } });
    csms.tag('KNOWN');
    csms.tag('KNOWN');
    csms.advance(61);
    offline(csms).plug();
    csms.tag('KNOWN');
    expect(isCharging(csms)).toBe(false);
  });

  test.each(['StartTransaction', 'StopTransaction'])('%s.conf brings the cache up to date', (action) => {
    const csms = station({ StopTransactionOnInvalidId: 'false' });
    const answer = csms.answers[action]!;
    csms.answers[action] = (payload, call) => ({
      ...(answer(payload, call) as object),
      idTagInfo: { status: 'Blocked' },
    });
    csms.plug();
    csms.tag('KNOWN');
    csms.tag('KNOWN');
    csms.input({ type: 'unplugged', connectorId: 1 });
    offline(csms).plug();
    csms.tag('KNOWN');
    expect(isCharging(csms)).toBe(false);
  });

  test('§5.4 ClearCache empties it; without a cache it is Rejected', () => {
    const csms = station();
    csms.tag('KNOWN');
    expect(csms.call('ClearCache', {})?.[2]).toEqual({ status: 'Accepted' });
    expect(csms.station.authorization.cache).toBeNull();
    expect(station({ AuthorizationCacheEnabled: 'false' }).call('ClearCache', {})?.[2]).toEqual({ status: 'Rejected' });
  });
});

describe('OCPP 1.6 §3.5.3 unknown tags offline', () => {
  test('AllowOfflineTxForUnknownId starts them; a refusal on reconnect ends the transaction', () => {
    const csms = offline(station({ AllowOfflineTxForUnknownId: 'true' }));
    csms.answers['StartTransaction'] = () => ({ transactionId: 5, idTagInfo: { status: 'Invalid' } });
    csms.plug();
    csms.tag('STRANGER');
    expect(isCharging(csms)).toBe(true);
    csms.advance(60);
    csms.csmsUp = true;
    csms.advance(120);
    expect(csms.callsOf('StopTransaction')[0]!.payload).toMatchObject({ transactionId: 5, reason: 'DeAuthorized' });
  });
});

describe('OCPP 1.6 §3.5.2, §5.15 local list', () => {
  test('Full replaces, Differential adds, changes and removes; the version is told', () => {
    const csms = station();
    expect(list(csms, 1, 'Full', { idTag: 'A', idTagInfo: accepted }, { idTag: 'B', idTagInfo: accepted })).toBe(
      'Accepted',
    );
    expect(list(csms, 2, 'Differential', { idTag: 'A' }, { idTag: 'C', idTagInfo: { status: 'Blocked' } })).toBe(
      'Accepted',
    );
    expect(Object.keys(csms.station.authorization.localList!.entries)).toEqual(['b', 'c']);
    expect(csms.call('GetLocalListVersion', {})?.[2]).toEqual({ listVersion: 2 });
    expect(list(csms, 3, 'Full')).toBe('Accepted');
    expect(csms.station.authorization.localList!.entries).toEqual({});
  });

  test('an older or equal version of a differential update is a VersionMismatch, and changes nothing', () => {
    const csms = station();
    list(csms, 5, 'Full', { idTag: 'A', idTagInfo: accepted });
    expect(list(csms, 5, 'Differential', { idTag: 'A' })).toBe('VersionMismatch');
    expect(csms.station.authorization.localList).toMatchObject({ version: 5, entries: { a: { idTag: 'A' } } });
  });

  test('an entry twice, a full entry without info, and too long a list are Failed', () => {
    const csms = station();
    expect(list(csms, 1, 'Full', { idTag: 'A', idTagInfo: accepted }, { idTag: 'a', idTagInfo: accepted })).toBe(
      'Failed',
    );
    expect(list(csms, 1, 'Full', { idTag: 'A' })).toBe('Failed');
    const many = Array.from({ length: 201 }, (_, index) => ({ idTag: `T${index}`, idTagInfo: accepted }));
    expect(list(csms, 1, 'Full', ...many)).toBe('Failed');
  });

  test('§5.10: with the list switched off the version is -1 and updates are NotSupported', () => {
    const csms = station({ LocalAuthListEnabled: 'false' });
    expect(csms.call('GetLocalListVersion', {})?.[2]).toEqual({ listVersion: -1 });
    expect(list(csms, 1, 'Full')).toBe('NotSupported');
  });

  test('a blocked entry of the list wins over the cache offline; online the CSMS is asked', () => {
    const csms = station();
    csms.tag('A');
    csms.tag('A');
    list(csms, 1, 'Full', { idTag: 'A', idTagInfo: { status: 'Blocked' } });
    offline(csms).plug();
    csms.tag('A');
    expect(isCharging(csms)).toBe(false);
    csms.csmsUp = true;
    csms.advance(120);
    csms.tag('A');
    expect(isCharging(csms)).toBe(true);
  });

  test('§4.1: a tag of the same parent stops a transaction offline, by the list', () => {
    const csms = station();
    const member = { status: 'Accepted', parentIdTag: 'FAMILY' };
    list(csms, 1, 'Full', { idTag: 'A', idTagInfo: member }, { idTag: 'B', idTagInfo: member });
    offline(csms).plug();
    csms.tag('A');
    csms.tag('B');
    expect(csms.connector().history).toMatchObject([{ reason: 'Local', idTag: 'A' }]);
  });
});

describe('OCPP 1.6 §9.1 MaxEnergyOnInvalidId', () => {
  test.each([
    ['true', 'Finishing', 1],
    ['false', 'SuspendedEVSE', 0],
  ])('with StopTransactionOnInvalidId %s: exactly so much energy, then %s', (stops, status, count) => {
    const csms = station({ MaxEnergyOnInvalidId: '500', StopTransactionOnInvalidId: stops });
    csms.answers['StartTransaction'] = () => ({ transactionId: 5, idTagInfo: { status: 'Blocked' } });
    csms.plug();
    csms.tag();
    expect(csms.connector().status).toBe('Charging');
    csms.advance(3600);
    expect(csms.connector().registerWh).toBeCloseTo(500, 3);
    expect(csms.connector().status).toBe(status);
    expect(csms.callsOf('StopTransaction')).toHaveLength(count);
  });
});
