// What sets the limit of a connector, in words. Pure.
import type { Connector } from '@simulator/station';

/** `TxProfile 3, stack level 1`; '' when no charging profile does. */
export function limitWords(limitedBy: Connector['limitedBy']): string {
  if (limitedBy === null) return '';
  const { purpose, profileId, stackLevel } = limitedBy;
  const name = [purpose ?? 'Charging profile', ...(profileId === null ? [] : [profileId])].join(' ');
  return stackLevel === null ? name : `${name}, stack level ${stackLevel}`;
}
