import { Icon } from '../ui/icon.js';
import { Popover } from '../ui/popover.js';
import { useStore } from '../ui/store.js';
import { LOGOUT, session } from './session.js';
import './session.css';

/** Who is signed in, what they may do, and the way out; nothing where there is no login. */
export function AccountMenu() {
  const state = useStore(session);
  if (state.kind === 'noLogin') return null;
  if (state.kind === 'ended') {
    return (
      <a className="button button-small session-ended" href={location.href} role="alert">
        Your session has ended. Sign in again
      </a>
    );
  }
  const { name, roles } = state;
  const rights = roles.filter((role) => ['viewer', 'operator', 'admin'].includes(role));
  return (
    <Popover
      label={`Signed in as ${name}`}
      buttonClass="button button-quiet button-icon"
      button={<Icon name="person" />}
    >
      <div className="account">
        <span className="account-name">{name}</span>
        <span className="soft">
          {rights.length > 0 ? rights.join(', ') : 'Without a role: the built-in CSMS refuses you.'}
        </span>
        <a className="button button-small" href={LOGOUT}>
          Sign out
        </a>
      </div>
    </Popover>
  );
}
