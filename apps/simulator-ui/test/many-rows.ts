/** A timeline of so many exchanges, as the page itself would write it: JSONL. */
export function manyRows(count: number): string {
  const at = Date.UTC(2026, 0, 5);
  const time = (index: number) => new Date(at + index * 1000).toISOString();
  const actions = ['Authorize', 'MeterValues', 'StatusNotification'];
  return Array.from({ length: count }, (_, index) => {
    const payload = { connectorId: 1 + (index % 2), idTag: `TAG-${index}`, status: 'Charging', meterValue: [] };
    return JSON.stringify({
      ...{ at: time(index), kind: 'exchange', from: 'station', cause: 'load' },
      frame: JSON.stringify([2, `m${index}`, actions[index % 3], payload]),
      answer: { at: time(index), outcome: 'result', frame: `[3,"m${index}",{}]` },
    });
  }).join('\n');
}
