// What people at the station do without the CSMS.
import { describe, expect, test } from '@jest/globals';
import { VirtualStation, megane } from '../../test/virtual-station.js';

function idle(): VirtualStation {
  const csms = new VirtualStation().boot();
  csms.calls.length = 0;
  csms.outputs.length = 0;
  return csms;
}

const command = (csms: VirtualStation, action: string, payload: unknown) =>
  csms.input({ type: 'commandedLocally', action, payload });
const logs = (csms: VirtualStation) =>
  csms.outputs.flatMap((output) => (output.type === 'log' ? [output.message] : []));

describe('a command at the station itself', () => {
  test('has the effect of the CALL, and sends nothing but what follows from it', () => {
    const csms = idle();
    command(csms, 'ChangeAvailability', { connectorId: 1, type: 'Inoperative' });
    expect(csms.connector().status).toBe('Unavailable');
    expect(csms.answersSent).toEqual([]);
    expect(csms.calls.map(({ action, payload }) => [action, payload['status']])).toEqual([
      ['StatusNotification', 'Unavailable'],
    ]);
    expect(csms.calls[0]?.cause).toBe('ChangeAvailability by hand');
    expect(logs(csms)).toContain('ChangeAvailability by hand: Accepted');
  });

  test('reserves a connector, for the card named', () => {
    const csms = idle();
    const expiryDate = new Date(csms.now + 3_600_000).toISOString();
    command(csms, 'ReserveNow', { connectorId: 1, idTag: 'A', reservationId: 1, expiryDate });
    expect(csms.connector().status).toBe('Reserved');
    command(csms, 'CancelReservation', { reservationId: 1 });
    expect(csms.connector().status).toBe('Available');
  });

  test.each([
    ['Nonsense', {}, 'Nonsense by hand: this station does not serve it'],
    ['BootNotification', {}, 'BootNotification by hand: this station does not serve it'],
    ['ChangeAvailability', { connectorId: 'x', type: 'Operative' }, 'ChangeAvailability by hand: /connectorId'],
    ['Reset', null, 'Reset by hand: the payload'],
  ])('%s %j: the problem is said, and nothing changes', (action, payload, words) => {
    const csms = idle();
    const before = JSON.stringify(csms.station.connectors);
    command(csms, action, payload);
    expect(logs(csms).join('\n')).toContain(words);
    expect(JSON.stringify(csms.station.connectors)).toBe(before);
  });
});

describe('a card that the station itself accepts', () => {
  test('starts without Authorize.req; the CSMS sees the start', () => {
    const csms = idle();
    csms.plug();
    csms.input({ type: 'tagPresented', idTag: 'HOUSE', connectorId: 1, authorized: true });
    expect(csms.callsOf('Authorize')).toHaveLength(0);
    expect(csms.callsOf('StartTransaction')[0]?.payload).toMatchObject({ idTag: 'HOUSE' });
  });

  test('stands back behind a reservation for another card', () => {
    const csms = idle();
    const expiryDate = new Date(csms.now + 3_600_000).toISOString();
    command(csms, 'ReserveNow', { connectorId: 1, idTag: 'OTHER', reservationId: 1, expiryDate });
    csms.plug();
    csms.input({ type: 'tagPresented', idTag: 'HOUSE', connectorId: 1, authorized: true });
    expect(csms.connector().transaction).toBeNull();
  });
});

test('each status says why it was sent: nobody knew it, a command of the CSMS, a person', () => {
  const csms = new VirtualStation().boot();
  expect(csms.callsOf('StatusNotification').map(({ cause }) => cause)).toEqual([
    'the CSMS has not been told yet',
    'the CSMS has not been told yet',
    'the CSMS has not been told yet',
  ]);
  csms.calls.length = 0;
  csms.call('ChangeAvailability', { connectorId: 1, type: 'Inoperative' });
  csms.call('ChangeAvailability', { connectorId: 1, type: 'Operative' });
  csms.plug();
  expect(csms.callsOf('StatusNotification').map(({ cause }) => cause)).toEqual([
    'ChangeAvailability',
    'ChangeAvailability',
    'plug in',
  ]);
});

describe('a car that is changed while it charges', () => {
  test('a changed charging curve is charged along from that moment on; the car it was made from keeps its own', () => {
    const csms = idle();
    csms.plug();
    csms.tag('A');
    const before = structuredClone(megane);
    const chargingCurve = [
      { socPercent: 0, powerW: 4000 },
      { socPercent: 100, powerW: 2000 },
    ];
    csms.input({ type: 'carChanged', connectorId: 1, chargingCurve });
    const { car, flow } = csms.connector();
    expect(car?.car.chargingCurve).toEqual(chargingCurve);
    expect(flow.powerW).toBeCloseTo(4000 - 20 * car!.socPercent, 0);
    expect(megane).toEqual(before);
    csms.input({ type: 'deadlineReached' });
    expect(csms.outputs).toContainEqual({ type: 'persist', part: 'connector:1' });
  });
});
