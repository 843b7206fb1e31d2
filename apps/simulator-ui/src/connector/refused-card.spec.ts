import { describe, expect, it } from '@jest/globals';
import type { ExchangeRow, TimelineRow } from '../timeline/row.js';
import { refusedCard } from './refused-card.js';

let number = 0;
function asked(action: string, status: string | null): ExchangeRow {
  return {
    ...{ kind: 'exchange', number: number++, at: 0, from: 'station', action, messageId: 'm', text: '', cause: 'tag' },
    payload: { idTag: 'T1' },
    answer: status === null ? null : { outcome: 'result', at: 1, text: '', payload: { idTagInfo: { status } } },
    lost: false,
  };
}

describe('a refused card', () => {
  it.each([
    ['Invalid', 'does not know it'],
    ['Blocked', 'blocked'],
    ['Expired', 'expired'],
    ['ConcurrentTx', 'somewhere else'],
  ])('%s is said in words', (status, words) => {
    expect(refusedCard([asked('Authorize', status)])?.text).toContain(words);
  });

  it('is over once a card is accepted or asked about again', () => {
    expect(refusedCard([asked('Authorize', 'Invalid'), asked('Authorize', 'Accepted')])).toBeNull();
    expect(refusedCard([asked('Authorize', 'Invalid'), asked('Authorize', null)])).toBeNull();
  });

  it('is noticed when StartTransaction refuses what Authorize accepted', () => {
    const rows: TimelineRow[] = [asked('Authorize', 'Accepted'), asked('StartTransaction', 'ConcurrentTx')];
    expect(refusedCard([...rows, asked('Heartbeat', null)])?.text).toContain('T1');
  });

  it('passes on a CALLERROR', () => {
    const error = {
      outcome: 'error',
      at: 1,
      text: '',
      errorCode: 'InternalError',
      errorDescription: '',
      errorDetails: {},
    };
    expect(refusedCard([{ ...asked('Authorize', null), answer: error as ExchangeRow['answer'] }])?.text).toContain(
      'InternalError',
    );
  });
});
