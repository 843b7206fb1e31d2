import { describe, expect, it } from '@jest/globals';
import { createStation, defaultStationConfig, step } from '@simulator/station';
import {
  entryProblems,
  entryTexts,
  listProblem,
  noEntry,
  putEntry,
  removeAll,
  removeEntry,
  setVersion,
} from './list-update.js';

const now = Date.UTC(2026, 0, 1);

function newStation(configuration: Record<string, string> = {}) {
  const station = createStation({ ...defaultStationConfig('CP', 1), configuration }, now);
  step(station, { type: 'poweredOn' }, now);
  const apply = (payload: object) =>
    step(station, { type: 'commandedLocally', action: 'SendLocalList', payload }, now + 1);
  return { station, apply, list: () => station.authorization.localList };
}

describe('the local list, changed at the station', () => {
  it('takes entries with all they have, replaces and removes them, each change a version', () => {
    const { apply, list } = newStation();
    apply(putEntry(list(), { idTag: 'STAFF', status: 'Blocked', parentIdTag: 'OFFICE', expires: '2026-02-01T10:30' }));
    const info = { status: 'Blocked', parentIdTag: 'OFFICE', expiresAt: new Date('2026-02-01T10:30').getTime() };
    expect(list()).toEqual({ version: 1, entries: { staff: { ...info, idTag: 'STAFF' } } });
    expect(entryTexts('staff', list()!.entries['staff']!)).toEqual({
      ...{ idTag: 'staff', status: 'Blocked', parentIdTag: 'OFFICE', expires: '2026-02-01T10:30' },
    });
    apply(putEntry(list(), { ...noEntry, idTag: 'staff' }));
    apply(putEntry(list(), { ...noEntry, idTag: 'B' }));
    apply(removeEntry(list(), 'staff'));
    const accepted = { status: 'Accepted', parentIdTag: null, expiresAt: null, idTag: 'B' };
    expect(list()).toEqual({ version: 4, entries: { b: accepted } });
    apply(setVersion(90));
    expect(list()).toEqual({ version: 90, entries: { b: accepted } });
    apply(removeAll(list()));
    expect(list()).toEqual({ version: 91, entries: {} });
  });

  it('says what the station would not take', () => {
    expect(entryProblems({ ...noEntry, parentIdTag: 'x'.repeat(21) })).toEqual({
      idTag: 'Type the number of a card.',
      parentIdTag: '21 characters; OCPP 1.6 allows 20.',
    });
    expect(listProblem(newStation().station, 1000)).toBeNull();
    expect(listProblem(newStation().station, 1001)).toBe('The station takes 1000 cards (LocalAuthListMaxLength).');
    expect(listProblem(newStation({ LocalAuthListEnabled: 'false' }).station, 1)).toMatch(
      /^LocalAuthListEnabled is off/,
    );
  });
});
