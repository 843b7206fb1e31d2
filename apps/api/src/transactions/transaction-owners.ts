const MAX_REMEMBERED = 50_000;

/** Which station a transaction belongs to, of those that were asked for lately. */
export class TransactionOwners {
  private readonly stationIds = new Map<number, string>();

  get(transactionId: number): string | undefined {
    return this.stationIds.get(transactionId);
  }

  remember(transactionId: number, stationId: string): void {
    const [oldest] = this.stationIds.keys();
    if (this.stationIds.size >= MAX_REMEMBERED && oldest !== undefined) this.stationIds.delete(oldest);
    this.stationIds.set(transactionId, stationId);
  }
}
