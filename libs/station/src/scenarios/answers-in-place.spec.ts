import { describe, expect, it } from '@jest/globals';
import { parseFrame } from '@simulator/ocpp';
import { createAnswersInPlace } from './answers-in-place.js';
import type { PreparedAnswer } from './run-state.js';

const now = Date.UTC(2026, 0, 5, 8);
const start = (id: string, idTag = 'TAG') =>
  JSON.stringify([
    2,
    id,
    'StartTransaction',
    { connectorId: 1, idTag, meterStart: 0, timestamp: '2026-01-05T08:00:00Z' },
  ]);
const accepted = (id: string) =>
  JSON.stringify([3, id, { transactionId: 42, idTagInfo: { status: 'Accepted', parentIdTag: 'P' } }]);

function withAnswers(...answers: PreparedAnswer[]) {
  const inPlace = createAnswersInPlace();
  for (const answer of answers) inPlace.put(answer);
  return {
    ask: (text: string) => inPlace.noteSent(text),
    hear(text: string) {
      const instead = inPlace.insteadOf(text, now);
      return instead?.text == null ? instead : parseFrame(instead.text);
    },
  };
}

describe('an answer in the place of the CSMS', () => {
  it('changes the members that the scenario names, and leaves those of the real answer', () => {
    const { ask, hear } = withAnswers({ action: 'StartTransaction', with: { idTagInfo: { status: 'Blocked' } } });
    ask(start('a'));
    expect(hear(accepted('a'))).toEqual({
      ...{ type: 'callResult', messageId: 'a' },
      payload: { transactionId: 42, idTagInfo: { status: 'Blocked', parentIdTag: 'P' } },
    });
  });

  it('is the usual answer where the CSMS refuses', () => {
    const { ask, hear } = withAnswers({ action: 'Authorize', with: { idTagInfo: { status: 'Expired' } } });
    ask('[2,"a","Authorize",{"idTag":"TAG"}]');
    expect(hear('[4,"a","InternalError","",{}]')).toMatchObject({ payload: { idTagInfo: { status: 'Expired' } } });
    const boot = withAnswers({ action: 'BootNotification', with: { status: 'Pending' } });
    boot.ask('[2,"b","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]');
    expect(boot.hear('[4,"b","InternalError","",{}]')).toMatchObject({
      payload: { status: 'Pending', currentTime: '2026-01-05T08:00:00.000Z', interval: 300 },
    });
  });

  it('is a CALLERROR, or silence', () => {
    const error = withAnswers({ action: 'StartTransaction', with: { error: 'InternalError' } });
    error.ask(start('a'));
    expect(error.hear(accepted('a'))).toMatchObject({ type: 'callError', messageId: 'a', errorCode: 'InternalError' });
    const silence = withAnswers({ action: 'StartTransaction', with: 'silence' });
    silence.ask(start('a'));
    expect(silence.hear(accepted('a'))).toEqual({ action: 'StartTransaction', text: null });
  });

  it('is only for the calls that it is meant for, only so often, and the newest comes first', () => {
    const blocked = { action: 'StartTransaction', with: { idTagInfo: { status: 'Blocked' } } } as const;
    const { ask, hear } = withAnswers(
      { ...blocked, with: { idTagInfo: { status: 'Invalid' } }, where: { idTag: 'BAD' } },
      { ...blocked, where: { idTag: 'TAG' }, times: 1 },
    );
    for (const id of ['a', 'b']) ask(start(id));
    ask(start('c', 'BAD'));
    ask('[2,"d","Heartbeat",{}]');
    expect(hear(accepted('b'))).toBeNull();
    expect(hear(accepted('a'))).toMatchObject({ payload: { idTagInfo: { status: 'Blocked' } } });
    expect(hear(accepted('a'))).toBeNull();
    expect(hear(accepted('c'))).toMatchObject({ payload: { idTagInfo: { status: 'Invalid' } } });
    expect(hear('[3,"d",{"currentTime":"2026-01-05T08:00:00Z"}]')).toBeNull();
    expect(hear('[2,"c","Reset",{"type":"Soft"}]')).toBeNull();
  });
});
