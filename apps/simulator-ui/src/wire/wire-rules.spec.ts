import { expect, it } from '@jest/globals';
import { readFixedAnswers } from './fixed-answers.js';
import { answerWords, holdWords } from './wire-words.js';

it('fixed answers come back as they were stored', () => {
  const answers = {
    Reset: { kind: 'result', payload: { status: 'Rejected' } },
    GetLog: { kind: 'silence' },
    ClearCache: { kind: 'error', errorCode: 'InternalError', errorDescription: '' },
  };
  expect(readFixedAnswers(JSON.stringify(answers))).toEqual(answers);
});

it.each([null, '', '[]', '{"Reset":1}', '{"Reset":{"kind":"error"}}', '{"Reset":{"kind":"result"}}'])(
  'anything else counts as none: %j',
  (text) => expect(readFixedAnswers(text)).toBeNull(),
);

it('says what is held, and what is answered', () => {
  expect(holdWords({ direction: 'both', action: null })).toBe('every message');
  expect(holdWords({ direction: 'received', action: 'Reset' })).toBe('Reset of the CSMS');
  expect(answerWords({ kind: 'result', payload: { status: 'Rejected' } })).toBe('Rejected');
  expect(answerWords({ kind: 'result', payload: {} })).toBe('{}');
  expect(answerWords({ kind: 'silence' })).toBe('nothing');
});
