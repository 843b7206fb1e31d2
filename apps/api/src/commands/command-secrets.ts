// A command may set a password (security whitepaper §2.3): that is sent to the station, and nowhere else to be read.

const MASK = '***';

/** The payload as it may be stored and shown. */
export function withoutSecret(action: string, payload: object): object {
  return holdsSecret(action, payload) ? { ...payload, value: MASK } : payload;
}

/** Whether what is stored of a command is not what is to be sent. */
export function isMasked(action: string, payload: object): boolean {
  return holdsSecret(action, payload) && (payload as { value?: unknown }).value === MASK;
}

function holdsSecret(action: string, payload: object): boolean {
  const { key } = payload as { key?: unknown };
  return action === 'ChangeConfiguration' && String(key).toLowerCase() === 'authorizationkey';
}
