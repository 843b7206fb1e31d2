import { defaultStationConfig } from '@simulator/station';
import type { StationDefinition } from '@simulator/station-runner/browser';

const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** An id for a station that has none yet: `SIM-7K2Q`, without letters that look alike. */
export function proposeStationId(): string {
  return `SIM-${[...randomBytes(4)].map((byte) => letters[byte % letters.length]).join('')}`;
}

export function newStation(
  facts: Pick<StationDefinition, 'name' | 'csmsUrl' | 'demo'> & { stationId: string },
): StationDefinition {
  const { name, csmsUrl, stationId, demo } = facts;
  const [seed = 0] = crypto.getRandomValues(new Uint32Array(1));
  const key = [...randomBytes(12)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const definition = { key, name, csmsUrl, config: defaultStationConfig(stationId, seed) };
  return demo === undefined ? definition : { ...definition, demo };
}

// crypto.randomUUID exists on secure origins only; a laptop's page in the office network is none.
function randomBytes(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count));
}
