/** As nearly all send it, and JavaScript reads it: no parts have to be taken out. */
const USUAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:[0-5]\d(?:\.\d+)?Z$/;
const DATE_TIME = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:)(\d\d)(\.\d+)?(?:([Zz])|([+-]\d\d)(?::?(\d\d))?)?$/;

/**
 * Reads a dateTime of OCPP 1.6 §3.15. Without an offset it counts as UTC, which the standard recommends; a leap second is
 * the last millisecond before it. Null for what is no moment that every database can store.
 */
export function parseStationTime(text: string): Date | null {
  return storable(USUAL.test(text) ? new Date(text) : readTime(text));
}

function readTime(text: string): Date | null {
  const match = DATE_TIME.exec(text);
  if (!match) return null;
  const [, date, hoursAndMinutes, seconds, fraction, , offsetHours, offsetMinutes] = match;
  const offset = offsetHours === undefined ? 'Z' : `${offsetHours}:${offsetMinutes ?? '00'}`;
  const secondsText = seconds === '60' ? '59.999' : `${seconds}${fraction ?? ''}`;
  return new Date(`${date}T${hoursAndMinutes}${secondsText}${offset}`);
}

function storable(time: Date | null): Date | null {
  const year = time?.getUTCFullYear() ?? NaN;
  return Number.isNaN(year) || year < 1000 || year > 9999 ? null : time;
}
