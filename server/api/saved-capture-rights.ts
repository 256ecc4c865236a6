import { TRPCError } from '@trpc/server';
import type { Principal } from '../auth/principal';
import { roleSuffices } from '../auth/role';
import type { SavedCapture } from '../captures/saved-capture';

/** To whom a capture belongs: its quota, and who besides an admin may delete it. */
export function ownerOf({ kind, id }: Principal): string {
  return `${kind} ${id}`;
}

/** Whether somebody may see what was captured of a tenant. */
export function seesTenant({ tenants }: Principal, tenantId: string): boolean {
  return tenants === null || tenants.includes(tenantId);
}

/** @throws TRPCError FORBIDDEN */
export function requireTenant(principal: Principal, { tenantId }: Pick<SavedCapture, 'tenantId'>): void {
  if (seesTenant(principal, tenantId)) return;
  throw new TRPCError({
    code: 'FORBIDDEN',
    message: 'This capture is of a tenant that is none of yours.',
  });
}

/** @throws TRPCError FORBIDDEN */
export function requireOwner(
  principal: Principal,
  { owner, actor }: Pick<SavedCapture, 'owner' | 'actor'>,
): void {
  if (owner === ownerOf(principal) || roleSuffices(principal.role, 'admin')) return;
  throw new TRPCError({
    code: 'FORBIDDEN',
    message: `This capture is ${actor}'s: ask ${actor} or an admin to delete it.`,
  });
}
