// The journal of all replicas: a stream for each type of event, and one count over all of them. While Valkey is away, events
// are told to who listens at their own replica; then every id is void, and every listener is told of the gap.
import type { Log } from '../logging/log.js';
import { Script } from '../valkey/valkey.js';
import type { Valkey } from '../valkey/valkey.js';
import { EventJournal, sequenceOf } from './event-journal.js';
import { EVENT_TYPES, REMEMBERED_PER_TYPE } from './live-event.js';
import type { EventType, LiveEvent, NewEvent } from './live-event.js';
import { eventOf, STATE, STREAMS } from './valkey-event.js';
import type { Entry } from './valkey-event.js';
import { ValkeyEventReader } from './valkey-event-reader.js';

/** Events gather for so long, or for as long as the batch before them takes. */
const GATHERING_MS = 5;
const EVENTS_PER_BATCH = 500;
/** More than these wait only when Valkey is slower than the stations: then frames are left out first. */
const MAX_WAITING = 20_000;

// KEYS: state, then a stream for each type. ARGV: '1' when events were lost, the length of a stream, then for each event the
// number of its type and its text. Ids begin at the time in microseconds: beyond all that were given before a restart. What
// is not as it should be (foreign keys, foreign entries) is thrown away, and the count begins anew.
const APPEND = new Script(`
local state = KEYS[1]
local function text(number) return string.format('%.0f', number) end
local function begin()
  for i = 1, #KEYS do redis.call('DEL', KEYS[i]) end
  local time = redis.call('TIME')
  local base = text(time[1] * 1000000 + time[2])
  redis.call('HSET', state, 'base', base, 'sequence', base)
end
local function append()
  for i = 2, #KEYS do
    local kind = redis.call('TYPE', KEYS[i]).ok
    if kind ~= 'stream' and kind ~= 'none' then error('foreign key') end
  end
  if redis.call('EXISTS', state) == 0 then begin() end
  local sequence = tonumber(redis.call('HGET', state, 'sequence'))
  if ARGV[1] == '1' then
    sequence = sequence + 1
    redis.call('HSET', state, 'base', text(sequence), 'sequence', text(sequence))
  end
  for i = 3, #ARGV, 2 do
    sequence = sequence + 1
    local previous = redis.call('HGET', state, 'last' .. ARGV[i]) or '0'
    redis.call('XADD', KEYS[ARGV[i] + 2], 'MAXLEN', '~', ARGV[2], text(sequence) .. '-0', 'previous', previous, 'event', ARGV[i + 1])
    redis.call('HSET', state, 'last' .. ARGV[i], text(sequence), 'sequence', text(sequence))
  end
  return redis.call('HGET', state, 'sequence')
end
local isDone, result = pcall(append)
if isDone then return result end
begin()
return append()`);

export class ValkeyEventJournal extends EventJournal {
  private waiting: NewEvent[] = [];
  private isFlushing = false;
  private isLossy = false;
  private readonly reader: ValkeyEventReader;

  constructor(
    private readonly valkey: Valkey,
    private readonly log: Log,
  ) {
    super();
    this.reader = new ValkeyEventReader(valkey, {
      happened: (event) => this.tell(event),
      gap: () => this.tellGap(),
      repair: () => this.write([]).then(() => {}),
    });
    valkey.onUp(() => {
      if (this.isLossy) void this.flush();
    });
  }

  append(event: NewEvent): void {
    if (!this.valkey.up) return this.tellHereOnly([event]);
    this.waiting.push(event);
    if (this.waiting.length > MAX_WAITING) this.leaveOut();
    if (this.isFlushing) return;
    this.isFlushing = true;
    setTimeout(() => void this.flush(), GATHERING_MS);
  }

  async newestId(): Promise<string> {
    const sequence = sequenceOf((await this.valkey.ask((client) => client.hget(STATE, 'sequence'))) ?? '');
    return sequence === null ? this.write([]) : String(sequence);
  }

  async after(id: string, types: ReadonlySet<EventType>): Promise<LiveEvent[] | null> {
    const seen = sequenceOf(id);
    if (seen === null) return null;
    const state = await this.valkey.ask((client) => client.hgetall(STATE));
    if (!(seen >= Number(state['base']) && seen <= Number(state['sequence']))) return null;
    const events: LiveEvent[] = [];
    for (const type of types) {
      const index = EVENT_TYPES.indexOf(type);
      const entries: Entry[] = await this.valkey.ask((client) =>
        client.xrange(STREAMS[index] ?? '', `${seen + 1}-0`, '+'),
      );
      const found = entries.flatMap((entry) => eventOf(type, entry) ?? []);
      // The entry before the first one that is left, or, where none is, the last one there was: has it been seen?
      const before = found[0]?.previous ?? Number(state[`last${index}`] ?? 0);
      if (before > seen) return null;
      events.push(...found.map(({ event }) => event));
    }
    return events.sort((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0));
  }

  protected override listening(): Promise<void> {
    return this.reader.start();
  }

  protected override unheard(): void {
    this.reader.stop();
  }

  private async flush(): Promise<void> {
    this.isFlushing = true;
    do {
      const batch = this.waiting.splice(0, EVENTS_PER_BATCH);
      try {
        await this.write(batch);
      } catch (error) {
        this.log.debug({ error, events: batch.length }, 'events did not reach the other replicas');
        this.tellHereOnly([...batch, ...this.waiting.splice(0)]);
      }
    } while (this.waiting.length > 0);
    this.isFlushing = false;
  }

  private async write(events: readonly NewEvent[]): Promise<string> {
    const wasLossy = this.isLossy;
    const values = events.flatMap(({ type, stationId, at, data }) => [
      EVENT_TYPES.indexOf(type),
      JSON.stringify({ stationId, at, data }),
    ]);
    const settings = [wasLossy ? '1' : '0', REMEMBERED_PER_TYPE];
    const newest = await this.valkey.run(APPEND, [STATE, ...STREAMS], [...settings, ...values]);
    if (wasLossy) this.isLossy = false;
    return String(newest);
  }

  private tellHereOnly(events: readonly NewEvent[]): void {
    this.isLossy = true;
    for (const event of events) this.tell({ ...event, sequence: null });
  }

  private leaveOut(): void {
    const isFrame = ({ type }: NewEvent): boolean => type === 'message';
    const kept = this.waiting.filter((event) => !isFrame(event));
    const left = this.waiting.length - kept.length;
    this.waiting = kept.slice(-MAX_WAITING);
    this.isLossy = true;
    this.log.warn({ events: left }, 'events were left out: Valkey is slow');
  }
}
