// The MeterValues of a station as marks on its charts. Pure.
import type { ExchangeRow, Payload, TimelineRow } from '../timeline/row.js';

export interface MeterTick {
  /** Epoch milliseconds of the CSMS's clock, as the message says. */
  at: number;
  /** Of the row in the timeline. */
  number: number;
}

/** By connector, ascending by row; kept up to date as rows come. */
export class MeterTicks {
  readonly #byConnector = new Map<number, MeterTick[]>();

  take(rows: readonly TimelineRow[], from: number): void {
    for (let index = from; index < rows.length; index++) {
      const row = rows[index]!;
      if (row.kind === 'exchange' && row.from === 'station' && row.action === 'MeterValues') this.#add(row);
    }
  }

  /** Rows older than this one are gone. */
  forgetBefore(number: number): void {
    for (const [id, ticks] of this.#byConnector) {
      this.#byConnector.set(
        id,
        ticks.filter((tick) => tick.number >= number),
      );
    }
  }

  of(connectorId: number): readonly MeterTick[] {
    return this.#byConnector.get(connectorId) ?? [];
  }

  #add({ payload, number }: ExchangeRow): void {
    const { connectorId } = payload;
    const at = timeOf(payload);
    if (typeof connectorId !== 'number' || Number.isNaN(at)) return;
    const ticks = this.#byConnector.get(connectorId);
    if (ticks === undefined) this.#byConnector.set(connectorId, [{ at, number }]);
    else ticks.push({ at, number });
  }
}

/** Of the newest sample in the message. */
function timeOf({ meterValue }: Payload): number {
  const last: unknown = Array.isArray(meterValue) ? meterValue.at(-1) : undefined;
  const { timestamp } = (last ?? {}) as { timestamp?: unknown };
  return typeof timestamp === 'string' ? Date.parse(timestamp) : NaN;
}
