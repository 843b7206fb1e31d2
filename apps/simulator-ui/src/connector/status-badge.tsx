import type { ConnectorStatus } from '@simulator/station';
import { Icon } from '../ui/icon.js';
import { statusLooks } from './status-look.js';

export function StatusBadge({ status, testId }: { status: ConnectorStatus; testId?: string }) {
  const { icon, words, color } = statusLooks[status];
  return (
    <span className="status-badge" style={{ color }} data-testid={testId} data-status={status}>
      <Icon name={icon} />
      {words}
    </span>
  );
}
