import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeCall, encodeCallError, encodeCallResult, parseFrame } from './frames.js';

describe('OCPP-J 1.6 §4.2 frames', () => {
  test('CALL, CALLRESULT and CALLERROR are read', () => {
    expect(parseFrame('[2,"1","Heartbeat",{}]')).toEqual({
      type: 'call',
      messageId: '1',
      action: 'Heartbeat',
      payload: {},
    });
    expect(parseFrame('[3,"1",{"a":1}]')).toEqual({ type: 'callResult', messageId: '1', payload: { a: 1 } });
    expect(parseFrame('[4,"1","GenericError","no",{"a":1}]')).toEqual({
      type: 'callError',
      messageId: '1',
      errorCode: 'GenericError',
      errorDescription: 'no',
      errorDetails: { a: 1 },
    });
  });

  test('what is written is what is read, without spaces', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.dictionary(fc.string(), fc.jsonValue()), (messageId, action, raw) => {
        const payload = JSON.parse(JSON.stringify(raw)) as unknown;
        expect(parseFrame(encodeCall(messageId, action, payload))).toEqual({
          type: 'call',
          messageId,
          action,
          payload,
        });
        expect(parseFrame(encodeCallResult(messageId, payload))).toEqual({ type: 'callResult', messageId, payload });
      }),
    );
    expect(encodeCall('1', 'Reset', { type: 'Soft' })).toBe('[2,"1","Reset",{"type":"Soft"}]');
  });

  test('§4.2.3: an error description longer than 255 characters is cut', () => {
    const text = encodeCallError('1', { errorCode: 'GenericError', errorDescription: 'x'.repeat(300) });
    expect((JSON.parse(text) as string[])[3]).toHaveLength(255);
  });

  test.each([
    ['{', null, null],
    ['null', null, null],
    ['[]', null, null],
    ['["2","1","Heartbeat",{}]', '1', null],
    ['[2,1,"Heartbeat",{}]', null, 2],
    ['[2,"1",7,{}]', '1', 2],
    ['[2,"1","Heartbeat",[]]', '1', 2],
    ['[2,"1","Heartbeat",{},{}]', '1', 2],
    ['[3,"1"]', '1', 3],
    ['[4,"1"]', '1', 4],
    ['[9,"1",{}]', '1', 9],
  ])('%s is malformed, and its message id is kept when it can be read', (text, messageId, messageType) => {
    expect(parseFrame(text)).toMatchObject({ type: 'malformed', messageId, messageType });
  });

  test('any text: an answer, never an exception', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => typeof parseFrame(text).type === 'string'));
  });
});
