import type { Transaction } from '../db/client';
import { AuthError } from './error';
import type { Role } from './role';

/** Ids of the tenants that somebody may see and change; null: all of them. */
export type Tenants = readonly string[] | null;

/** Why not, where somebody would narrow an admin. */
export const NO_NARROW_ADMIN = 'An admin has every tenant: choose another role, or all tenants.';

export type Rights = { role: Role; tenants: Tenants };

/** What a role is with the tenants that are stored beside it. Admins are never narrowed. */
export function rightsOf(role: Role, stored: string | null | undefined): Rights {
  return { role, tenants: role === 'admin' ? null : parseTenants(stored ?? null) };
}

export function storedTenants(tenants: Tenants): string | null {
  return tenants === null ? null : JSON.stringify(tenants);
}

/** What cannot be read gives nothing, never everything. */
function parseTenants(stored: string | null): Tenants {
  if (stored === null) return null;
  try {
    const parsed: unknown = JSON.parse(stored);
    return Array.isArray(parsed) ? parsed.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

/** Tenants that are in both. */
export function inBoth(a: Tenants, b: Tenants): Tenants {
  if (a === null || b === null) return a ?? b;
  return a.filter((id) => b.includes(id));
}

export function sameTenants(a: Tenants, b: Tenants): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((id) => b.includes(id));
}

/**
 * The tenants in words, for a sentence of the audit log: ` for microsoft, apple`, or nothing.
 * @throws AuthError where one is not there
 */
export async function requireTenants(tx: Transaction, tenants: Tenants): Promise<string> {
  if (tenants === null) return '';
  const rows = await tx.tenant.findMany({
    where: { id: { in: [...tenants] } },
    select: { id: true, name: true },
  });
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  if (tenants.length === 0 || !tenants.every((id) => names.has(id))) {
    throw new AuthError('tenants', 'Choose tenants that are there: somebody may have removed one.');
  }
  return ` for ${[...names.values()].join(', ')}`;
}
