/** Loads a value when it is first needed and again when it is older than `ttlMs`. When that fails there is no value: the old one is not good any more. */
export function expiring<Value, Source = void>(
  ttlMs: number,
  now: () => number,
  load: (source: Source) => Promise<Value>,
): (source: Source) => Promise<Value> {
  let current: { value: Promise<Value>; until: number } | null = null;
  return (source) => {
    if (current === null || current.until <= now()) {
      const attempt = { value: load(source), until: now() + ttlMs };
      current = attempt;
      attempt.value.catch(() => {
        if (current === attempt) current = null;
      });
    }
    return current.value;
  };
}
