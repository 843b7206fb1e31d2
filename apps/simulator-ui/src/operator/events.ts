// What happens at the CSMS, live (Server-Sent Events). The browser's own EventSource comes back by itself.
const TYPES = ['connection', 'status', 'transaction', 'command'] as const;

/** Calls back when something has changed that a page may show; returns how to end it. */
export function followEvents(onChange: (type: (typeof TYPES)[number] | 'gap') => void): () => void {
  const source = new EventSource(`/api/v1/events?types=${TYPES.join(',')}`);
  for (const type of [...TYPES, 'gap'] as const) source.addEventListener(type, () => onChange(type));
  return () => source.close();
}
