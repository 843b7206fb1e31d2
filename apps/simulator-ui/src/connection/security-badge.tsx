import type { StationSnapshot } from '@simulator/station-runner/browser';
import { Icon } from '../ui/icon.js';
import { lineSecurity } from './security.js';

export function SecurityBadge({ snapshot: { definition, station } }: { snapshot: StationSnapshot }) {
  const { encrypted, text, detail } = lineSecurity(definition.csmsUrl, station);
  return (
    <span className="security-badge" data-encrypted={encrypted} title={detail} data-testid="security-badge">
      <Icon name={encrypted ? 'lock' : 'unlock'} size={14} />
      <span className="security-words">{text}</span>
    </span>
  );
}
