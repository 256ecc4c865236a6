import { createHash, randomUUID } from 'node:crypto';
import { audit } from '../db/audit';
import { database } from '../db/client';
import { announceEnding } from './endings';
import { AuthError } from './error';
import { productOrigin } from './origin';
import { actorOf, type Principal, shortId } from './principal';
import { newToken, TOKEN_PATTERN } from './private-file';
import { type Rights, requireTenants, rightsOf, storedTenants, type Tenants } from './tenants';

/** Milliseconds: how late the last use of a link may be shown. */
const TOUCH_EVERY_MS = 60_000;
const DAY_MS = 24 * 3_600_000;

export type ViewSummary = {
  id: string;
  name: string;
  /** Ids of the tenants that it shows; null: all. */
  tenants: Tenants;
  madeBy: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
  expiresAt: number;
  lastUsedAt: number | null;
  /** An address. */
  lastUsedFrom: string | null;
};

/**
 * Makes an address under which a display without an account sees the wall view, as a viewer does. It is given this once.
 * @throws AuthError
 */
export async function createView(
  wish: { name: string; days: number; tenants: Tenants },
  by: Principal,
): Promise<{ id: string; url: string; expiresAt: number }> {
  const token = newToken();
  const id = randomUUID();
  const now = new Date();
  const expiresAt = new Date(now.getTime() + wish.days * DAY_MS);
  await database().$transaction(async (tx) => {
    if (await tx.viewLink.findUnique({ where: { name: wish.name } })) {
      throw new AuthError('view', `There is a view link called ${wish.name} already: choose another name.`);
    }
    const words = await requireTenants(tx, wish.tenants);
    const { name } = wish;
    const tenants = storedTenants(wish.tenants);
    const data = { id, name, tokenHash: hash(token), tenants, madeBy: by.name, createdAt: now, expiresAt };
    await tx.viewLink.create({ data });
    await audit(tx, {
      ...actorOf(by),
      action: 'views.create',
      subject: wish.name,
      sentence: `${by.name} made the view link ${wish.name}${words}, good until ${expiresAt.toISOString()}`,
      outcome: 'done',
      detail: { before: null, after: { id, name, tenants: wish.tenants, expiresAt: expiresAt.getTime() } },
    });
  });
  const url = new URL('/ops/link', productOrigin());
  url.searchParams.set('token', token);
  return { id, url: url.href, expiresAt: expiresAt.getTime() };
}

export async function listViews(): Promise<ViewSummary[]> {
  const rows = await database().viewLink.findMany({ orderBy: { createdAt: 'desc' } });
  return rows.map(({ tokenHash: _tokenHash, tenants, createdAt, expiresAt, lastUsedAt, ...row }) => ({
    ...row,
    tenants: rightsOf('viewer', tenants).tenants,
    createdAt: createdAt.getTime(),
    expiresAt: expiresAt.getTime(),
    lastUsedAt: lastUsedAt?.getTime() ?? null,
  }));
}

/** Ends a link and what it shows now. @throws AuthError */
export async function revokeView(id: string, by: Principal): Promise<void> {
  await database().$transaction(async (tx) => {
    const row = await tx.viewLink.findUnique({ where: { id } });
    if (!row) throw new AuthError('view', 'There is no such view link: somebody may have revoked it.');
    await tx.viewLink.delete({ where: { id } });
    await audit(tx, {
      ...actorOf(by),
      action: 'views.revoke',
      subject: row.name,
      sentence: `${by.name} revoked the view link ${row.name}`,
      outcome: 'done',
      detail: { before: { id, name: row.name, madeBy: row.madeBy }, after: null },
    });
  });
  announceEnding([id]);
}

/** Who a display is, or null where its link is no good. Its last use is written down. */
export async function viewPrincipal(token: string, address: string | null): Promise<Principal | null> {
  if (!TOKEN_PATTERN.test(token)) return null;
  const row = await database().viewLink.findUnique({ where: { tokenHash: hash(token) } });
  if (!row || row.expiresAt.getTime() <= Date.now()) return null;
  if (Date.now() - (row.lastUsedAt?.getTime() ?? 0) > TOUCH_EVERY_MS || row.lastUsedFrom !== address) {
    await database().viewLink.updateMany({
      where: { id: row.id },
      data: { lastUsedAt: new Date(), lastUsedFrom: address },
    });
  }
  const from = { address, via: 'view link', id: shortId(row.id) } as const;
  return {
    kind: 'view',
    id: row.id,
    name: `view/${row.name}`,
    ...rightsOf('viewer', row.tenants),
    role: 'viewer',
    from,
  };
}

/** What a display that was let in may see now; null: its link is no good any more. */
export async function viewRights(id: string): Promise<Rights | null> {
  const row = await database().viewLink.findUnique({
    where: { id },
    select: { expiresAt: true, tenants: true },
  });
  return row && row.expiresAt.getTime() > Date.now() ? rightsOf('viewer', row.tenants) : null;
}

/** The cookie in which a display keeps its token, so that it finds back after it was switched off. */
export function viewCookieName(): string {
  const { protocol, port } = productOrigin();
  // Cookies know no ports: two products on one machine would put each other's displays out.
  return protocol === 'https:' ? '__Host-overlane-view' : `overlane-view-${port || '80'}`;
}

/** A `Set-Cookie` line. `seconds`: how long the link is good for. */
export function viewCookie(token: string, seconds: number): string {
  const secure = productOrigin().protocol === 'https:' ? '; Secure' : '';
  return `${viewCookieName()}=${token}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}

/** Seconds for which a link is still good; 0: not at all. */
export async function viewSecondsLeft(token: string): Promise<number> {
  if (!TOKEN_PATTERN.test(token)) return 0;
  const row = await database().viewLink.findUnique({ where: { tokenHash: hash(token) } });
  return row ? Math.max(0, Math.floor((row.expiresAt.getTime() - Date.now()) / 1000)) : 0;
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
