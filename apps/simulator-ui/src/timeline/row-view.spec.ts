import { describe, expect, it } from '@jest/globals';
import type { TimelineEntry } from '@simulator/station-runner/browser';
import { ExchangeLog, MAX_ROWS } from './exchanges.js';
import { noFilter, showRows } from './filter.js';
import type { TimelineFilter } from './filter.js';
import { RowView } from './row-view.js';

const heights = { exchange: 40, event: 20 };
let number = 0;

function call(action: string, id: string): TimelineEntry {
  number += 1;
  const text = JSON.stringify([2, id, action, {}]);
  return { number, at: number, kind: 'sent', text, messageType: 2, messageId: id, action, cause: '' };
}

function answer(id: string, payload: object = {}): TimelineEntry {
  number += 1;
  const text = JSON.stringify([3, id, payload]);
  return { number, at: number, kind: 'received', text, messageType: 3, messageId: id, action: null, cause: '' };
}

const event = (text: string): TimelineEntry => ({ number: ++number, at: number, kind: 'event', level: 'info', text });

function viewOf(filter: TimelineFilter = noFilter): { log: ExchangeLog; view: RowView } {
  const log = new ExchangeLog();
  const view = new RowView(log, filter, heights);
  view.attach();
  return { log, view };
}

const shape = (view: RowView) =>
  view.shown.map(({ row, folded }) => `${row.kind === 'exchange' ? row.action : row.kind} ${folded}`);

describe('the rows of a live log', () => {
  it('are what the filter makes of the whole, whatever comes in which order', () => {
    const filters = [noFilter, { ...noFilter, onlyErrors: true }, { ...noFilter, actions: ['Heartbeat'] }];
    for (const filter of filters) {
      const { log, view } = viewOf(filter);
      let seed = 7;
      const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
      const open: string[] = [];
      for (let step = 0; step < 400; step++) {
        const entries: TimelineEntry[] = [];
        for (let more = random(3); more >= 0; more--) {
          const id = `m${step}-${more}`;
          const chance = random(10);
          if (chance < 4) entries.push(call('Heartbeat', id));
          else if (chance < 6) entries.push(call('Authorize', id));
          else if (chance < 7) entries.push(event('x'));
          if (chance < 6) open.push(id);
          const answered = open.splice(random(open.length + 1), 1)[0];
          if (answered !== undefined) entries.push(answer(answered, random(4) === 0 ? { status: 'Rejected' } : {}));
        }
        log.append(entries);
        if (random(60) === 0) log.connectionLost();
      }
      // A heartbeat that was answered late may stand alone where a fresh look would fold it: never a row more or less.
      const unfolded = (rows: readonly { folded: number }[]) => rows.reduce((sum, { folded }) => sum + folded, 0);
      const fresh = showRows(log.rows, filter);
      expect(unfolded(view.shown)).toBe(unfolded(fresh));
      const numbers = view.shown.map(({ row }) => row.number);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      const end = view.shown.reduce((sum, { row }) => sum + (row.kind === 'event' ? 20 : 40), 0);
      expect(view.topOf(view.shown.length)).toBe(end);
    }
  });

  it('a heartbeat joins the run before it once it is answered', () => {
    const { log, view } = viewOf();
    log.append([call('Heartbeat', 'a'), answer('a')]);
    log.append([call('Heartbeat', 'b')]);
    expect(shape(view)).toEqual(['Heartbeat 1', 'Heartbeat 1']);
    log.append([answer('b')]);
    expect(shape(view)).toEqual(['Heartbeat 2']);
  });

  it('a row comes to the errors when its answer is a refusal, in its place', () => {
    const { log, view } = viewOf({ ...noFilter, onlyErrors: true });
    log.append([call('Authorize', 'a'), call('Reset', 'b')]);
    log.append([answer('b', { status: 'Rejected' })]);
    log.append([answer('a', { idTagInfo: { status: 'Blocked' } })]);
    expect(shape(view)).toEqual(['Authorize 1', 'Reset 1']);
  });

  it('shows nothing newer while paused, and all of it afterwards', () => {
    const { log, view } = viewOf();
    log.append([event('old')]);
    view.setFilter({ ...noFilter, upTo: number });
    log.append([event('new')]);
    expect(view.shown).toHaveLength(1);
    view.setFilter(noFilter);
    expect(view.shown).toHaveLength(2);
  });

  it('lets the oldest go when there are too many', () => {
    const { log, view } = viewOf();
    log.append(Array.from({ length: MAX_ROWS }, () => event('x')));
    log.append([event('last')]);
    expect(view.shown).toHaveLength(log.rows.length);
    expect(view.shown.length).toBeLessThan(MAX_ROWS);
    expect(view.shown.at(-1)?.row).toMatchObject({ text: 'last' });
    expect(view.indexOf(log.rows[5]!.number)).toBe(5);
  });
});
