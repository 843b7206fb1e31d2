import { PREFIX, Script } from '../valkey/valkey.js';
import type { Valkey } from '../valkey/valkey.js';
import { entryOf, parseEntry, StationDirectory } from './station-directory.js';
import type { Contest, HeldStation, Holding } from './station-directory.js';

/** Of an entry that nobody refreshes. */
export const ENTRY_TTL_MS = 30_000;

const KEY = `${PREFIX}station:`;
const STATIONS_PER_REQUEST = 500;

// GET answers with an error for a key of another type; SET replaces whatever is there.
const GET = `
local function get(key)
  local held = redis.pcall('GET', key)
  if type(held) ~= 'string' then return '' end
  return held
end
`;

const CLAIM = new Script(`${GET}
local held = get(KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return held`);

const RELEASE = new Script(`${GET}
local held = get(KEYS[1])
if held ~= ARGV[1] and string.match(held, '^%x+:%x+:%d+$') then return 0 end
redis.call('DEL', KEYS[1])
return 1`);

// ARGV: time to live, then for each key its entry and, where it was never announced, the moment of its connection.
const REFRESH = new Script(`${GET}
local contests = {}
for i, key in ipairs(KEYS) do
  local mine = ARGV[2 * i]
  local unannouncedMs = tonumber(ARGV[2 * i + 1])
  local held = get(key)
  local heldMs = tonumber(string.match(held, '^%x+:%x+:(%d+)$'))
  if heldMs == nil or held == mine then
    redis.call('SET', key, mine, 'PX', ARGV[1])
  elseif unannouncedMs ~= nil and unannouncedMs > heldMs then
    redis.call('SET', key, mine, 'PX', ARGV[1])
    table.insert(contests, {i, 'won', held})
  else
    table.insert(contests, {i, 'lost', held})
  end
end
return contests`);

export class ValkeyStationDirectory extends StationDirectory {
  constructor(private readonly valkey: Valkey) {
    super();
  }

  async claim(stationId: string, holding: Holding): Promise<Holding | null> {
    return parseEntry(await this.valkey.run(CLAIM, [KEY + stationId], [entryOf(holding), ENTRY_TTL_MS]));
  }

  async release(stationId: string, holding: Holding): Promise<boolean> {
    return (await this.valkey.run(RELEASE, [KEY + stationId], [entryOf(holding)])) === 1;
  }

  async refresh(held: readonly HeldStation[]): Promise<Contest[]> {
    const contests: Contest[] = [];
    for (let start = 0; start < held.length; start += STATIONS_PER_REQUEST) {
      const part = held.slice(start, start + STATIONS_PER_REQUEST);
      const values = part.flatMap(({ holding, unannounced }) => [
        entryOf(holding),
        unannounced ? holding.connectedAtMs : '',
      ]);
      const keys = part.map(({ stationId }) => KEY + stationId);
      const found = (await this.valkey.run(REFRESH, keys, [ENTRY_TTL_MS, ...values])) as [number, string, string][];
      for (const [index, kind, entry] of found) {
        const stationId = part[index - 1]?.stationId ?? '';
        const other = parseEntry(entry);
        if (other === null) continue;
        contests.push(kind === 'won' ? { stationId, kind, from: other } : { stationId, kind: 'lost', to: other });
      }
    }
    return contests;
  }

  async find(stationIds: readonly string[]): Promise<Map<string, Holding>> {
    const found = new Map<string, Holding>();
    if (stationIds.length === 0) return found;
    const entries = await this.valkey.ask((client) => client.mget(stationIds.map((id) => KEY + id)));
    for (const [index, stationId] of stationIds.entries()) {
      const holding = parseEntry(entries[index]);
      if (holding !== null) found.set(stationId, holding);
    }
    return found;
  }

  async all(): Promise<Set<string>> {
    const ids = new Set<string>();
    for (let cursor = '0', first = true; first || cursor !== '0'; first = false) {
      const [next, keys] = await this.valkey.ask((client) => client.scan(cursor, 'MATCH', `${KEY}*`, 'COUNT', 1000));
      for (const key of keys) ids.add(key.slice(KEY.length));
      cursor = next;
    }
    return ids;
  }
}
