// The state of the line to the CSMS in a few words, for the pill. Pure.
import { shellTime } from '@simulator/station';
import type { Station } from '@simulator/station';
import { latency, roughDuration } from '../ui/format.js';

export type Tone = 'good' | 'busy' | 'bad' | 'off';

export interface ConnectionStatus {
  tone: Tone;
  /** `Connected · ocpp1.6 · 12 ms` */
  text: string;
}

export function connectionStatus(station: Station, now: number): ConnectionStatus {
  const { connection, registration } = station;
  const protocol = `ocpp${station.config.ocppVersion}`;
  switch (connection.state) {
    case 'off':
      return { tone: 'off', text: 'Offline · switched off' };
    case 'connecting':
      return {
        tone: 'busy',
        text: connection.attempts === 0 ? 'Connecting…' : `Connecting… · attempt ${connection.attempts + 1}`,
      };
    case 'waiting':
      return {
        tone: 'bad',
        text: `No connection · next try in ${roughDuration(shellTime(station, connection.retryAt) - now)}`,
      };
    case 'open':
      break;
  }
  if (registration === 'pending') return { tone: 'busy', text: `Connected · ${protocol} · boot pending` };
  if (registration === 'rejected') return { tone: 'bad', text: `Connected · ${protocol} · boot rejected` };
  if (registration === 'none') return { tone: 'busy', text: `Connected · ${protocol} · booting` };
  const delay = station.latencyMs === null ? '' : ` · ${latency(station.latencyMs)}`;
  return { tone: 'good', text: `Connected · ${protocol}${delay}` };
}

/** Why an open connection does not help yet: the CSMS has not accepted the station. Null: it has. */
export function registrationNotice(station: Station, now: number): { headline: string; text: string } | null {
  if (station.connection.state !== 'open') return null;
  const bootAt = shellTime(station, station.bootAt);
  const wait = bootAt === Infinity ? '' : ` The next BootNotification goes out in ${roughDuration(bootAt - now)}.`;
  if (station.registration === 'pending') {
    return {
      headline: 'The CSMS answered the BootNotification with Pending',
      text: `It knows the station but has not accepted it yet; until then no transaction message may be sent.${wait}`,
    };
  }
  if (station.registration === 'rejected') {
    return {
      headline: 'The CSMS rejected the BootNotification',
      text: `It does not accept the station “${station.config.id}” (now). Register or unblock it in the CSMS.${wait}`,
    };
  }
  if (station.registration === 'none' && bootAt !== Infinity && bootAt > now) {
    return {
      headline: 'The CSMS did not accept the BootNotification',
      text: `It answered with an error or not at all; the timeline shows the exchange.${wait}`,
    };
  }
  return null;
}
