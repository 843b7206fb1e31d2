import { describe, expect, it } from '@jest/globals';
import { parseFrame } from '@simulator/ocpp';
import { createStation } from '../create-station.js';
import { nextDeadline } from '../deadlines.js';
import { defaultStationConfig } from '../default-config.js';
import type { StationInput } from '../input.js';
import { gestureOf } from '../scenarios/gesture.js';
import type { Scenario } from '../scenarios/scenario.js';
import { runInVirtualTime } from '../scenarios/virtual-run.js';
import { step } from '../step.js';
import type { CapturedExchange, CapturedStep } from './captured.js';
import { advanceCsmsReplay, createCsmsReplay } from './csms-replay.js';
import type { CsmsReplay, ReplayPace } from './replay-state.js';
import { countsOf, deviationsIn, summaryInWords } from './summary.js';

const session: Scenario = {
  name: 'A session',
  description: 'with gestures at the station and CALLs of the CSMS',
  steps: [
    { do: 'powerOn' },
    { wait: 'registration', is: 'accepted' },
    { wait: 'queued', equals: 0 },
    { csms: 'ChangeConfiguration', payload: { key: 'MeterValueSampleInterval', value: '10' } },
    { do: 'plug', connectorId: 1 },
    { do: 'tag', idTag: 'TAG-1', connectorId: 1 },
    { wait: 'status', is: 'Charging' },
    { wait: 'seconds', seconds: 35 },
    { csms: 'RemoteStopTransaction', payload: { transactionId: '${transactionId}' } },
    { wait: 'status', is: 'Finishing' },
    { wait: 'seconds', seconds: 3 },
    { do: 'unplug', connectorId: 1 },
    { wait: 'status', is: 'Available' },
    { wait: 'seconds', seconds: 3 },
    { csms: 'Reset', payload: { type: 'Soft' } },
    { wait: 'sent', action: 'BootNotification' },
    { wait: 'registration', is: 'accepted' },
    { wait: 'queued', equals: 0 },
  ],
};

function capture(): CapturedStep[] {
  const steps: CapturedStep[] = [];
  const { run, frames } = runInVirtualTime(session, {
    observe(input, at) {
      if (gestureOf(input) !== null) steps.push({ kind: 'gesture', row: 0, at, input });
    },
  });
  expect(run.state).toBe('passed');
  const asked = new Map<string, CapturedExchange>();
  for (const { at, from, text } of frames) {
    const frame = parseFrame(text);
    if (frame.type === 'call') {
      const { action, messageId, payload } = frame;
      const exchange: CapturedExchange = {
        ...{ kind: 'exchange', row: 0, at, from, action, messageId, text, payload, answer: null },
      };
      asked.set(`${from} ${messageId}`, exchange);
      steps.push(exchange);
    } else if (frame.type !== 'malformed') {
      const exchange = asked.get(`${from === 'csms' ? 'station' : 'csms'} ${frame.messageId}`)!;
      exchange.answer =
        frame.type === 'callResult' ? { kind: 'result', at, payload: frame.payload } : { ...frame, kind: 'error', at };
    }
  }
  steps.sort((a, b) => a.at - b.at);
  return steps.map((one, index) => ({ ...one, row: index + 1 }));
}

/** A fresh station of another seed, months later, whose CSMS is the capture. */
function playTo(
  steps: readonly CapturedStep[],
  pace: ReplayPace,
  last = Infinity,
): { replay: CsmsReplay; tookMs: number } {
  const begin = Date.UTC(2027, 5, 1);
  let now = begin;
  const station = createStation(defaultStationConfig('CS-9', 7), now);
  const replay = createCsmsReplay(steps, pace, now);
  const work: (() => void)[] = [];
  const tell = (event: Parameters<typeof advanceCsmsReplay>[1]) => {
    for (const output of advanceCsmsReplay(replay, event, now)) {
      if (output.type === 'frame') work.push(() => input({ type: 'frameReceived', text: output.text }));
      if (output.type === 'input') work.push(() => input(output.input));
    }
  };
  function input(given: StationInput): void {
    for (const output of step(station, given, now)) {
      if (output.type === 'sendFrame') tell({ type: 'sent', text: output.text, station });
      if (output.type === 'openConnection') {
        work.push(() => {
          tell({ type: 'opened', station });
          input({ type: 'connected', subprotocol: output.subprotocol });
        });
      }
      if (output.type === 'closeConnection') {
        const { code, reason } = output;
        work.push(() => {
          tell({ type: 'closed', station });
          input({ type: 'disconnected', code, reason, wasOpen: true });
        });
      }
    }
  }
  input({ type: 'poweredOn' });
  while (replay.state !== 'finished' && now - begin < last) {
    const next = work.shift();
    if (next !== undefined) {
      next();
      continue;
    }
    const own = nextDeadline(station);
    now = Math.max(now, Math.min(own, replay.wakeAt));
    if (own <= now) input({ type: 'deadlineReached' });
    else tell({ type: 'timePassed', station });
  }
  return { replay, tookMs: now - begin };
}

const captured = capture();
const exchangeOf = (steps: readonly CapturedStep[], action: string): CapturedExchange =>
  steps.find((one): one is CapturedExchange => one.kind === 'exchange' && one.action === action)!;
const changed = (action: string, change: Partial<CapturedExchange>): CapturedStep[] =>
  captured.map((one) => (one === exchangeOf(captured, action) ? { ...exchangeOf(captured, action), ...change } : one));
const deviating = ({ steps, outcomes }: CsmsReplay) =>
  outcomes.flatMap(({ verdict, differences }, index) => {
    const one = steps[index]!;
    return ['differs', 'missing'].includes(verdict)
      ? [[one.kind === 'exchange' ? one.action : '', verdict, differences]]
      : [];
  });

describe('the CSMS of a capture, played to a fresh station', () => {
  it.each(['captured', 'answered'] as const)('sees no deviation where there is none, paced as %s', (pace) => {
    const { replay, tookMs } = playTo(captured, pace);
    expect(deviating(replay)).toEqual([]);
    expect(replay.extras).toEqual([]);
    const counts = countsOf(replay);
    expect(deviationsIn(counts)).toBe(0);
    expect(counts.same).toBeGreaterThan(12);
    expect(summaryInWords(counts)).toMatch(/^No deviation: \d+ of \d+ exchanges are the same\./);
    const lasted = captured.at(-1)!.at - captured[0]!.at;
    if (pace === 'captured') expect(tookMs).toBeGreaterThanOrEqual(lasted);
    else expect(tookMs).toBeLessThan(lasted - 20_000);
  });

  it('answers with the message ids of today and the transaction id of then', () => {
    const { replay } = playTo(captured, 'answered');
    const start = replay.outcomes[captured.indexOf(exchangeOf(captured, 'StartTransaction'))]!;
    const frame = parseFrame(start.answer!.text);
    expect(frame).toMatchObject({
      messageId: (JSON.parse(start.call!.text) as string[])[1],
      payload: { transactionId: 1001 },
    });
    const stop = replay.outcomes[captured.indexOf(exchangeOf(captured, 'StopTransaction'))]!;
    expect(parseFrame(stop.call!.text)).toMatchObject({ payload: { transactionId: 1001, reason: 'Remote' } });
  });

  it('tells in which member a call differs', () => {
    const steps = changed('StopTransaction', { payload: { transactionId: 1001, reason: 'Local', meterStop: 1 } });
    const { replay } = playTo(steps, 'answered');
    expect(deviating(replay)).toEqual([
      [
        'StopTransaction',
        'differs',
        expect.arrayContaining([{ path: 'reason', captured: '"Local"', now: '"Remote"' }]),
      ],
    ]);
  });

  it('tells when the station answers the CSMS otherwise', () => {
    const answer = { kind: 'result', at: 0, payload: { status: 'Rejected' } } as const;
    const { replay } = playTo(changed('ChangeConfiguration', { answer }), 'answered');
    expect(deviating(replay)).toEqual([
      ['ChangeConfiguration', 'differs', [{ path: 'status', captured: '"Rejected"', now: '"Accepted"' }]],
    ]);
  });

  it('tells what is missing and what is extra, and answers what the capture has no answer for', () => {
    const without = captured.filter((one) => one !== exchangeOf(captured, 'Authorize'));
    const { replay } = playTo(without, 'answered');
    expect(replay.extras).toMatchObject([{ action: 'Authorize' }]);
    expect(deviating(replay)).toEqual([]);
    const extra = { ...exchangeOf(captured, 'Authorize'), action: 'DataTransfer', payload: { vendorId: 'V' } };
    const place = captured.indexOf(exchangeOf(captured, 'Authorize'));
    const more = playTo([...captured.slice(0, place), extra, ...captured.slice(place)], 'answered').replay;
    expect(deviating(more)).toEqual([['DataTransfer', 'missing', []]]);
    expect(summaryInWords(countsOf(more))).toContain('1 deviation in');
  });

  it('a CALL of the CSMS that the station answers with a CALLERROR is a deviation from a CALLRESULT', () => {
    const text = '[2,"csms-1","ChangeConfiguration",{"key":"MeterValueSampleInterval"}]';
    const { replay } = playTo(changed('ChangeConfiguration', { text }), 'answered');
    const [first] = deviating(replay);
    expect(first).toMatchObject([
      'ChangeConfiguration',
      'differs',
      [{ path: '', now: expect.stringMatching(/^CALLERROR /) }],
    ]);
  });

  it('a capture that begins later is played to a station that has booted', () => {
    const place = captured.indexOf(exchangeOf(captured, 'ChangeConfiguration'));
    const { replay } = playTo(captured.slice(place), 'answered');
    expect(deviating(replay)).toEqual([]);
    expect(replay.extras).toEqual([]);
  });
});
