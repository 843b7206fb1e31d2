import type { Station } from '@simulator/station';
import { Icon } from '../ui/icon.js';
import type { IconName } from '../ui/icon.js';
import { useNow } from '../ui/now.js';
import { connectionStatus } from './status.js';
import type { Tone } from './status.js';
import './connection.css';

const icons: Record<Tone, IconName> = { good: 'check', busy: 'clock', bad: 'alert', off: 'wifiOff' };

export function ConnectionPill({ station }: { station: Station }) {
  const { tone, text } = connectionStatus(station, useNow());
  return (
    <span className={`pill pill-${tone}`} data-testid="connection-pill" data-tone={tone}>
      <Icon name={icons[tone]} size={14} />
      {text}
    </span>
  );
}
