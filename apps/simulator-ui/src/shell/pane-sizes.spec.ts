import { describe, expect, it } from '@jest/globals';
import { paneLimits, readPaneSizes } from './pane-sizes.js';

describe('sizes of the columns', () => {
  const initial = {
    stations: paneLimits.stations.initial,
    timeline: paneLimits.timeline.initial,
    sheet: paneLimits.sheet.initial,
  };

  it('come back as they were stored, within their limits', () => {
    expect(readPaneSizes('{"stations":300,"timeline":10000}')).toEqual({ ...initial, stations: 300, timeline: 900 });
  });

  it.each([null, '', 'null', '[]', '{"stations":"wide","sheet":null}', '{'])('are the initial ones for %j', (text) => {
    expect(readPaneSizes(text)).toEqual(initial);
  });
});
