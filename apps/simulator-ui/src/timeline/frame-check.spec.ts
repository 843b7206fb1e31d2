import { expect, it } from '@jest/globals';
import { frameRemarks, freshCall } from './frame-check.js';

it('has nothing to say about what the standard allows', () => {
  expect(frameRemarks(freshCall('Authorize', { idTag: 'A' }, '1'))).toEqual([]);
  expect(frameRemarks('[3,"1",{}]')).toEqual([]);
});

it.each([
  ['{', /./],
  ['[2,"1","Authorize",{}]', /idTag/],
  ['[2,"1","Authorise",{}]', /not part of OCPP 1\.6/],
  ['[2,"1","Reset",{"type":"Hard"}]', /for the CSMS to send/],
])('says what is wrong with %s', (text, remark) => {
  expect(frameRemarks(text)).toEqual([expect.stringMatching(remark)]);
});
