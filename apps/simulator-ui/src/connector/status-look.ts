import type { ConnectorStatus } from '@simulator/station';
import type { IconName } from '../ui/icon.js';

/** How a status looks: an icon, words and a colour, so that none of them carries it alone. */
export const statusLooks: Record<ConnectorStatus, { icon: IconName; words: string; color: string }> = {
  Available: { icon: 'check', words: 'Available', color: 'var(--available)' },
  Preparing: { icon: 'plug', words: 'Preparing', color: 'var(--preparing)' },
  Charging: { icon: 'bolt', words: 'Charging', color: 'var(--charging)' },
  SuspendedEV: { icon: 'pause', words: 'Suspended by the car', color: 'var(--suspended)' },
  SuspendedEVSE: { icon: 'pause', words: 'Suspended by the station', color: 'var(--suspended)' },
  Finishing: { icon: 'flag', words: 'Finishing', color: 'var(--finishing)' },
  Reserved: { icon: 'lock', words: 'Reserved', color: 'var(--suspended)' },
  Unavailable: { icon: 'x', words: 'Unavailable', color: 'var(--unavailable)' },
  Faulted: { icon: 'alert', words: 'Faulted', color: 'var(--faulted)' },
};

/** The one that a list shows for a whole station: the most eventful first. */
const eventful: ConnectorStatus[] = [
  'Faulted',
  'Charging',
  'SuspendedEV',
  'SuspendedEVSE',
  'Preparing',
  'Finishing',
  'Reserved',
  'Unavailable',
  'Available',
];

export function mostEventful(statuses: readonly ConnectorStatus[]): ConnectorStatus {
  return eventful.find((status) => statuses.includes(status)) ?? 'Available';
}
