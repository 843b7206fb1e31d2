// Changes of configuration keys, by the CSMS or by hand, and what follows from them at once.
import { changeConfiguration } from '../configuration/change.js';
import type { ChangeOutcome } from '../configuration/change.js';
import { standardSpelling } from '../configuration/keys.js';
import { log, persist } from '../turn.js';
import type { Turn } from '../turn.js';
import { scheduleAligned, scheduleSample } from './meter-values.js';
import { scheduleHeartbeat } from './registration.js';

/** @param who begins the line in the log when the value is refused */
export function changeKey(turn: Turn, key: string, value: string, who: string): ChangeOutcome {
  const { outcome, reason } = changeConfiguration(turn.station, key, value);
  if (reason !== '') log(turn, 'info', `${who} answered ${outcome}: ${reason}`);
  if (outcome === 'Accepted' || outcome === 'RebootRequired') {
    applyKey(turn, standardSpelling(key));
    persist(turn, 'station');
  }
  return outcome;
}

/** Some keys start or stop a timer at once; all others are read when they are needed. */
function applyKey(turn: Turn, key: string): void {
  const { station } = turn;
  if (key === 'HeartbeatInterval' && station.registration === 'accepted') scheduleHeartbeat(turn);
  if (key === 'ClockAlignedDataInterval') scheduleAligned(turn);
  if (key === 'MeterValueSampleInterval') {
    for (const connector of station.connectors) scheduleSample(turn, connector);
  }
}
