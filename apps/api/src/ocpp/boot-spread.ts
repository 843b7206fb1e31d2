// Stations that come back all at once should not do everything at once from then on.

const STORM_WINDOW_MS = 10_000;
/** So many boots in the window are a storm. */
const STORM_BOOTS = 50;

export class BootSpread {
  private windowStart = -Infinity;
  private boots = 0;

  /**
   * The interval of a BootNotification's answer (OCPP 1.6 §4.2), in seconds. In a storm it is spread: heartbeats up to a tenth
   * earlier, never later than configured; the next boot of who must wait up to a half later, never earlier than asked.
   */
  intervalS(configuredS: number, isAccepted: boolean, nowMs: number, random = Math.random()): number {
    if (nowMs - this.windowStart >= STORM_WINDOW_MS) {
      this.windowStart = nowMs;
      this.boots = 0;
    }
    this.boots += 1;
    if (this.boots <= STORM_BOOTS) return configuredS;
    const spread = isAccepted ? 1 - random / 10 : 1 + random / 2;
    return Math.max(1, isAccepted ? Math.ceil(configuredS * spread) : Math.floor(configuredS * spread));
  }
}
