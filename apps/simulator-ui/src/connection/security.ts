// How the line to the CSMS is protected, in words for the badge. Pure.
import type { Station } from '@simulator/station';

export interface LineSecurity {
  encrypted: boolean;
  /** Short, for the badge. */
  text: string;
  /** The whole of it. */
  detail: string;
}

const profiles: Record<string, { text: string; detail: string }> = {
  '1': { text: 'Basic Auth', detail: 'security profile 1: Basic Auth without TLS' },
  '2': { text: 'TLS · Basic Auth', detail: 'security profile 2: TLS with Basic Auth' },
  '3': { text: 'mTLS', detail: 'security profile 3: TLS with a client certificate' },
};

/** @param csmsUrl as the station's definition has it, perhaps with a password */
export function lineSecurity(csmsUrl: string, station: Station): LineSecurity {
  const encrypted = csmsUrl.startsWith('wss:');
  const profile = profiles[station.configuration['SecurityProfile'] ?? '0'];
  const line = encrypted ? 'The line is encrypted' : 'The line is not encrypted: who listens reads every message';
  const hasPassword = /^wss?:\/\/[^/@]*:[^/@]+@/.test(csmsUrl);
  const signIn = hasPassword ? ', the address carries a password' : ', no sign-in';
  if (profile === undefined) {
    const text = encrypted ? 'TLS' : 'Not encrypted';
    return { encrypted, text: hasPassword ? `${text} · Basic Auth` : text, detail: `${line}${signIn}.` };
  }
  const text = encrypted || profile.text === 'Basic Auth' ? profile.text : `${profile.text}, not encrypted`;
  return { encrypted, text, detail: `${line}; ${profile.detail}.` };
}
