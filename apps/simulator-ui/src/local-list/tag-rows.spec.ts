import { expect, it } from '@jest/globals';
import { reservationWords, tagRows } from './tag-rows.js';

const now = Date.UTC(2026, 0, 1);

it('lists cards with what the CSMS said about them', () => {
  const entries = {
    a1: { status: 'Accepted', expiresAt: null, parentIdTag: null, idTag: 'A1' },
    b2: { status: 'Blocked', expiresAt: now + 3_600_000, parentIdTag: 'FLEET' },
    c3: { status: 'Accepted', expiresAt: now, parentIdTag: null },
  } as const;
  expect(tagRows(entries, now)).toEqual([
    { idTag: 'A1', status: 'Accepted', parentIdTag: '', expires: '' },
    { idTag: 'b2', status: 'Blocked', parentIdTag: 'FLEET', expires: 'in 1 h' },
    { idTag: 'c3', status: 'Accepted', parentIdTag: '', expires: 'expired' },
  ]);
});

it('says for whom what is reserved, and for how long', () => {
  const reservation = { reservationId: 4, connectorId: 0, idTag: 'ABC', parentIdTag: 'G', expiresAt: now + 720_000 };
  expect(reservationWords(reservation, now)).toBe('Reservation 4: any connector for card ABC (group G), 12 min left');
});
