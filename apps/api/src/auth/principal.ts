/** What somebody may do. Each role may do what those before it may. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks. */
export interface Principal {
  /** For the audit. */
  name: string;
  /** Who it is, for ever and alone: names change, and two people may share one. */
  subject: string;
  role: Role;
}

/** Where the API runs without auth, on loopback only, everybody is this. */
export const ANONYMOUS: Principal = { name: 'anonymous', subject: 'anonymous', role: 'admin' };

export const mayActAs = ({ role }: Principal, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed);

/** The highest of these roles; null for none of ours. */
export function highestRole(names: readonly string[]): Role | null {
  return ROLES.findLast((role) => names.includes(role)) ?? null;
}
