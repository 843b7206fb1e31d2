import { describe, expect, it } from '@jest/globals';
import { readCapture } from '@simulator/station-runner/capture';
import type { TimelineEntry } from '@simulator/station-runner/browser';
import { ExchangeLog } from './exchanges.js';
import { toJsonl } from './export-jsonl.js';
import { toHar } from './har.js';

const at = Date.UTC(2026, 0, 5, 8);

function entry(kind: 'sent' | 'received', after: number, text: string, cause = ''): TimelineEntry {
  return { number: 0, at: at + after, kind, text, messageType: null, messageId: null, action: null, cause };
}

const given: TimelineEntry[] = [
  { number: 0, at, kind: 'event', level: 'info', text: 'Power on' },
  { number: 0, at, kind: 'event', level: 'info', text: 'Card', input: { type: 'tagPresented', idTag: 'TAG' } },
  entry('sent', 1, '[2,"a","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]', 'power on'),
  entry('received', 5, '[2,"c","Reset",{"type":"Soft"}]'),
  entry('sent', 6, '[3,"c",{"status":"Accepted"}]'),
  entry('received', 9, '[3,"a",{"status":"Accepted","currentTime":"2026-01-05T08:00:00Z","interval":300}]'),
  entry('sent', 9, '[2,"d","Authorize",{"idTag":"TAG"}]', 'card'),
  entry('received', 10, '[3,"d",{"idTagInfo":{"status":"Blocked"}}]', 'answered in place of the CSMS by the scenario'),
  entry('received', 10, 'no frame'),
  entry('sent', 11, '[2,"b","Heartbeat",{}]', 'HeartbeatInterval'),
];
const entries = given.map((one, index): TimelineEntry => ({ ...one, number: index + 1 }));

const logOf = (given: readonly TimelineEntry[]) => {
  const log = new ExchangeLog();
  log.append(given);
  return log.rows.map(({ number: _number, ...row }) => row);
};
const rowsOf = (text: string) => {
  const outcome = readCapture(text);
  if (!outcome.ok) throw new Error(outcome.problem);
  return logOf(outcome.entries);
};

describe('a timeline that went through a file', () => {
  const log = new ExchangeLog();
  log.append(entries);

  it('is the same after JSONL', () => {
    expect(rowsOf(toJsonl(log.rows))).toEqual(logOf(entries));
  });

  it('has the same messages after HAR, without events and causes', () => {
    const messages = logOf(entries).filter(({ kind }) => kind !== 'event');
    const withoutCauses = messages.map((row) => {
      if (row.kind !== 'exchange') return row;
      const { instead: _instead, ...answer } = row.answer ?? { instead: '' };
      return { ...row, cause: '', answer: row.answer && answer };
    });
    expect(rowsOf(toHar(log.rows, 'wss://csms.example/CP-1'))).toEqual(withoutCauses);
  });

  it('is a HAR that other tools take', () => {
    const har = JSON.parse(toHar(log.rows, 'wss://csms.example/CP-1')) as {
      log: { version: string; entries: object[] };
    };
    expect(har.log).toMatchObject({ version: '1.2', creator: { name: expect.any(String) } });
    expect(har.log.entries[0]).toMatchObject({
      startedDateTime: '2026-01-05T08:00:00.001Z',
      request: { method: 'GET', url: 'wss://csms.example/CP-1' },
      response: { status: 101 },
      _webSocketMessages: expect.arrayContaining([expect.objectContaining({ type: 'send', opcode: 1 })]),
    });
  });
});

describe('a broken file', () => {
  const good = toJsonl([{ kind: 'event', number: 1, at, level: 'info', text: 'x' }]);

  it.each([
    ['', 'is empty'],
    ['{"log":{"entries":[]}}', 'holds no message'],
    [`${good}{oops`, 'line 2 is no JSON'],
    [`${good}42`, 'line 2 is not an object'],
    ['{"at":"yesterday","kind":"event","text":"x"}', 'line 1: "at" is not a time'],
    ['{"at":"2026-01-05T08:00:00Z","kind":"exchange","from":"me","frame":"x"}', 'line 1: "from" must be'],
    ['{"at":"2026-01-05T08:00:00Z","kind":"exchange","from":"csms"}', 'line 1: "frame" is not a text'],
    [
      '{"log":{"entries":[{"_webSocketMessages":[{"type":"send","time":"x","data":""}]}]}}',
      '_webSocketMessages/0/time',
    ],
    [
      '{"at":"2026-01-05T08:00:00Z","kind":"event","text":"x","step":{"do":"tag"}}',
      'line 1: "step" "idTag" is missing',
    ],
    ['{"log":{}}', '/log/entries is not a list'],
  ])('%j is refused with the place', (text, problem) => {
    expect(readCapture(text)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
  });
});
