// Numbers and times as the page shows them. Pure; `now` is always given.

/** kW with the precision of a good meter: 0.00, 3.68, 11.0, 142. */
export function kilowatts(powerW: number): string {
  const kw = powerW / 1000;
  if (kw >= 100) return kw.toFixed(0);
  if (kw >= 10) return kw.toFixed(1);
  return kw.toFixed(2);
}

/** `1.234 kWh`: always three decimals, the resolution of a Wh register. */
export function kilowattHours(energyWh: number): string {
  return `${(energyWh / 1000).toFixed(3)} kWh`;
}

/** `1:02:03` or `4:05`. */
export function duration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const seconds = String(total % 60).padStart(2, '0');
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}

/** A length of time in words: `4 s`, `3 min`, `2 h 5 min`. */
export function roughDuration(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** Time of day in the browser's zone: `14:03:09`, or with milliseconds. */
export function timeOfDay(at: number, withMilliseconds = false): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const text = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return withMilliseconds ? `${text}.${String(date.getMilliseconds()).padStart(3, '0')}` : text;
}

/** `12 ms`, `1.4 s`. */
export function latency(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `1.5 MB`. */
export function bytesText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), byteUnits.length - 1);
  const value = bytes / 1000 ** power;
  return `${value.toFixed(power === 0 || value >= 100 ? 0 : 1)} ${byteUnits[power]}`;
}
