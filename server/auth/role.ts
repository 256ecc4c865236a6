/** Each may do what those before it may. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export function roleSuffices(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** The one that may do less. */
export function weaker(a: Role, b: Role): Role {
  return roleSuffices(a, b) ? b : a;
}

export function parseRole(text: string): Role | null {
  return ROLES.find((role) => role === text) ?? null;
}
