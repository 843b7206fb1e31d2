import { describe, expect, test } from '@jest/globals';
import {
  answerCall,
  createRpcSession,
  expireCall,
  loseConnection,
  nextCall,
  queueCall,
  receiveText,
  refuseCall,
} from './rpc-session.js';
import { version } from './v16/index.js';

const all = (): boolean => true;
const receive = (session: ReturnType<typeof sessionWith>, text: string) => receiveText(session, text, version, all);

function sessionWith(...actions: string[]) {
  const session = createRpcSession<string>();
  for (const action of actions) queueCall(session, { action, payload: '{}', context: action });
  return session;
}

describe('OCPP-J 1.6 §4.1.1: one outstanding CALL in each direction', () => {
  test('the next CALL waits for the answer to the one before', () => {
    const session = sessionWith('Heartbeat', 'Reset');
    expect(nextCall(session, 'a', 0, 1000)).toBe('[2,"a","Heartbeat",{}]');
    expect(nextCall(session, 'b', 0, 1000)).toBeNull();
    expect(receive(session, '[3,"a",{"currentTime":"2026-01-01T00:00:00Z"}]')).toMatchObject({
      kind: 'result',
      violations: [],
    });
    expect(nextCall(session, 'b', 0, 1000)).toBe('[2,"b","Reset",{}]');
    expect(nextCall(session, 'c', 0, 1000)).toBeNull();
  });

  test('a CALLERROR frees the line too, and brings back what the CALL was for', () => {
    const session = sessionWith('Heartbeat');
    nextCall(session, 'a', 0, 1000);
    expect(receive(session, '[4,"a","InternalError","oops",{}]')).toMatchObject({
      kind: 'error',
      call: { context: 'Heartbeat', messageId: 'a' },
      error: { errorCode: 'InternalError' },
    });
    expect(session.outstanding).toBeNull();
  });

  test('inbound CALLs that come together are handed out one after the other', () => {
    const session = sessionWith();
    expect(receive(session, '[2,"1","Heartbeat",{}]').kind).toBe('call');
    expect(receive(session, '[2,"2","ClearCache",{}]').kind).toBe('callWaits');
    const first = answerCall(session, { currentTime: 'x' });
    expect(first).toEqual({
      text: '[3,"1",{"currentTime":"x"}]',
      next: { messageId: '2', action: 'ClearCache', payload: {} },
    });
    const second = refuseCall(session, version.internalError('down'));
    expect(second).toEqual({ text: '[4,"2","InternalError","down",{}]', next: null });
    expect(() => answerCall(session, {})).toThrow('no inbound CALL');
  });

  test('the directions are independent', () => {
    const session = sessionWith('Heartbeat');
    nextCall(session, 'a', 0, 1000);
    expect(receive(session, '[2,"1","ClearCache",{}]').kind).toBe('call');
  });
});

describe('time', () => {
  test('without an answer the CALL expires at its deadline, not before; its answer is late then', () => {
    const session = sessionWith('Heartbeat');
    nextCall(session, 'a', 0, 1000);
    expect(expireCall(session, 999)).toBeNull();
    expect(expireCall(session, 1000)).toMatchObject({ messageId: 'a' });
    expect(receive(session, '[3,"a",{}]')).toMatchObject({ kind: 'late', call: { messageId: 'a' } });
    expect(receive(session, '[3,"a",{}]')).toEqual({ kind: 'unexpected', messageId: 'a' });
  });

  test('a lost connection gives back the CALL in flight and keeps the queue', () => {
    const session = sessionWith('Heartbeat', 'Reset');
    nextCall(session, 'a', 0, 1000);
    receive(session, '[2,"1","ClearCache",{}]');
    expect(loseConnection(session)).toMatchObject({ action: 'Heartbeat' });
    expect(session).toMatchObject({ outstanding: null, inbound: [], queue: [{ action: 'Reset' }] });
  });
});

describe('OCPP-J 1.6 §4.2.3 error codes', () => {
  const codeOf = (text: string, serves = all) => {
    const received = receiveText(createRpcSession<null>(), text, version, serves);
    return received.kind === 'callRefused' ? received.error.errorCode : received.kind;
  };

  test.each([
    ['[2,"1","Nonsense",{}]', 'NotImplemented'],
    ['[2,"1","toString",{}]', 'NotImplemented'],
    ['[2,"1","StartTransaction",{}]', 'OccurenceConstraintViolation'],
    ['[2,"1","Reset",{"type":7}]', 'TypeConstraintViolation'],
    ['[2,"1","Reset",{"type":"Warm"}]', 'PropertyConstraintViolation'],
    ['[2,"1","Reset",{"type":"Soft","now":true}]', 'FormationViolation'],
    [
      '[2,"1","ReserveNow",{"connectorId":1,"expiryDate":"soon","idTag":"A","reservationId":1}]',
      'TypeConstraintViolation',
    ],
    [`[2,"1","Authorize",{"idTag":"${'x'.repeat(21)}"}]`, 'PropertyConstraintViolation'],
    ['[2,"1","Heartbeat",{}]', 'call'],
  ])('%s → %s', (text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  test('a known action that is not served is NotSupported', () => {
    expect(codeOf('[2,"1","Heartbeat",{}]', () => false)).toBe('NotSupported');
  });

  test('a text without a readable id is answered with id -1; a broken answer is not answered', () => {
    expect(receive(sessionWith(), '{')).toMatchObject({ kind: 'malformed', reply: expect.stringContaining('"-1"') });
    expect(receive(sessionWith(), '[3,"1"]')).toMatchObject({ kind: 'malformed', reply: null });
  });
});

test('dates of the schemas: with offset, without (OCPP 1.6 §3.15 only recommends UTC), impossible ones refused', () => {
  const violations = (timestamp: string) =>
    version.actions.StatusNotification.validateRequest({
      connectorId: 1,
      errorCode: 'NoError',
      status: 'Available',
      timestamp,
    });
  for (const good of [
    '2026-02-28T10:00:00Z',
    '2026-02-28T10:00:00.123+02:00',
    '2028-02-29T10:00:00',
    '2013-01-01T00:00Z',
  ]) {
    expect(violations(good)).toEqual([]);
  }
  for (const bad of ['2026-02-29T10:00:00Z', '2026-02-28', '28.02.2026', '2026-02-28T25:00:00Z']) {
    expect(violations(bad)).toHaveLength(1);
  }
});
