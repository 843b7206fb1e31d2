// What happens at the CSMS, live (Server-Sent Events). The browser's own EventSource comes back by itself.
export type EventType = 'connection' | 'status' | 'transaction' | 'meter' | 'command';

/** Calls back when something has changed that a page may show; returns how to end it. Without types: never. */
export function followEvents(types: readonly EventType[], onChange: () => void): () => void {
  if (types.length === 0) return () => undefined;
  const source = new EventSource(`/api/v1/events?types=${types.join(',')}`);
  for (const type of [...types, 'gap']) source.addEventListener(type, onChange);
  return () => source.close();
}
