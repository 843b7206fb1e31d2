// ISO 8601 date and time (OCPP 1.6 §3.15) to epoch milliseconds. Not Date.parse: that reads a text without an offset in the
// machine's own time zone and refuses short offsets, while here the same text must mean the same moment everywhere.
const pattern = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:[Zz]|([+-])(\d\d):?(\d\d)?)?$/;

/** NaN when it is no date and time. Without an offset: UTC (§3.14 recommends it). Finer than a millisecond is cut off. */
export function parseDateTime(text: string): number {
  const match = pattern.exec(text);
  if (match === null) return NaN;
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((group) => Number(match[group] ?? 0));
  const ms = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const offsetMinutes = Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0);
  const local = Date.UTC(year!, month! - 1, day, hour, minute, second, ms);
  return local + (match[8] === '-' ? offsetMinutes : -offsetMinutes) * 60_000;
}
