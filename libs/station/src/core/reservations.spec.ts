import { describe, expect, test } from '@jest/globals';
import { VirtualStation } from '../../test/virtual-station.js';

const booted = (): VirtualStation => new VirtualStation().boot();

function reserve(csms: VirtualStation, changes: Record<string, unknown> = {}): string {
  const request = {
    connectorId: 1,
    expiryDate: new Date(csms.now + 600_000).toISOString(),
    idTag: 'MINE',
    reservationId: 7,
    ...changes,
  };
  return (csms.call('ReserveNow', request)?.[2] as { status: string }).status;
}

describe('OCPP 1.6 §5.13 ReserveNow', () => {
  test('holds the connector for its tag, is named in StartTransaction, and is used up by it', () => {
    const csms = booted();
    expect(reserve(csms)).toBe('Accepted');
    expect(csms.statuses()).toEqual(['Available', 'Reserved']);
    csms.tag('OTHER');
    expect(csms.callsOf('Authorize')).toEqual([]);
    csms.tag('mine');
    csms.plug();
    expect(csms.callsOf('StartTransaction')[0]!.payload).toMatchObject({ reservationId: 7 });
    expect(csms.statuses()).toEqual(['Available', 'Reserved', 'Preparing', 'Charging']);
    expect(csms.station.reservations).toEqual([]);
  });

  test('a car at a reserved connector changes nothing until the right tag comes', () => {
    const csms = booted();
    reserve(csms);
    csms.plug();
    expect(csms.connector().status).toBe('Reserved');
    csms.tag('MINE');
    expect(csms.statuses()).toEqual(['Available', 'Reserved', 'Preparing', 'Charging']);
  });

  test('the parent of the tag counts too', () => {
    const csms = booted();
    csms.answers['Authorize'] = ({ idTag }) => ({
      idTagInfo: { status: 'Accepted', ...(idTag === 'SIBLING' && { parentIdTag: 'FAMILY' }) },
    });
    reserve(csms, { parentIdTag: 'FAMILY' });
    csms.plug();
    csms.tag('STRANGER');
    expect(csms.connector().transaction).toBeNull();
    csms.tag('SIBLING');
    expect(csms.connector().transaction).not.toBeNull();
  });

  test('expires: Available again, and anybody may charge', () => {
    const csms = booted();
    reserve(csms);
    csms.advance(601);
    expect(csms.statuses()).toEqual(['Available', 'Reserved', 'Available']);
    csms.plug();
    csms.tag('OTHER');
    expect(csms.connector().transaction).not.toBeNull();
  });

  test('the same reservationId moves the reservation', () => {
    const csms = booted();
    reserve(csms);
    expect(reserve(csms, { connectorId: 2 })).toBe('Accepted');
    expect([csms.connector(1).status, csms.connector(2).status]).toEqual(['Available', 'Reserved']);
  });

  test.each([
    ['Occupied', (csms: VirtualStation) => csms.plug()],
    ['Occupied', (csms: VirtualStation) => reserve(csms, { reservationId: 1 })],
    ['Unavailable', (csms: VirtualStation) => csms.call('ChangeAvailability', { connectorId: 1, type: 'Inoperative' })],
    [
      'Faulted',
      (csms: VirtualStation) =>
        csms.input({
          type: 'faultInjected',
          connectorId: 1,
          fault: { errorCode: 'GroundFailure', vendorErrorCode: null, info: null, blocking: true },
        }),
    ],
  ])('%s', (status, prepare) => {
    const csms = booted();
    prepare(csms);
    expect(reserve(csms)).toBe(status);
  });

  test('one that has expired already, and a connector that is not there, are Rejected', () => {
    const csms = booted();
    expect(reserve(csms, { expiryDate: new Date(csms.now - 1).toISOString() })).toBe('Rejected');
    expect(reserve(csms, { connectorId: 9 })).toBe('Rejected');
  });

  test('connector 0: one connector stays free for the tag', () => {
    const csms = booted();
    expect(reserve(csms, { connectorId: 0 })).toBe('Accepted');
    expect(csms.connector(1).status).toBe('Available');
    csms.plug(1);
    csms.tag('OTHER', 1);
    expect(csms.connector(1).transaction).not.toBeNull();
    csms.plug(2);
    csms.tag('ANOTHER', 2);
    expect(csms.connector(2).transaction).toBeNull();
    csms.tag('MINE', 2);
    expect(csms.callsOf('StartTransaction').at(-1)!.payload).toMatchObject({ idTag: 'MINE', reservationId: 7 });
  });

  test('survives a restart', () => {
    const csms = booted();
    reserve(csms);
    csms.call('Reset', { type: 'Hard' });
    csms.advance(10);
    expect(csms.statuses().at(-1)).toBe('Reserved');
  });
});

test('§5.1 CancelReservation: Accepted for one that is there, Rejected otherwise', () => {
  const csms = booted();
  reserve(csms);
  expect(csms.call('CancelReservation', { reservationId: 8 })?.[2]).toEqual({ status: 'Rejected' });
  expect(csms.call('CancelReservation', { reservationId: 7 })?.[2]).toEqual({ status: 'Accepted' });
  expect(csms.connector().status).toBe('Available');
});
