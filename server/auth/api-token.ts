import { createHash, randomUUID } from 'node:crypto';
import { audit } from '../db/audit';
import { database } from '../db/client';
import { announceEnding } from './endings';
import { AuthError } from './error';
import { actorOf, COMMAND_LINE_ID, type Principal, shortId } from './principal';
import { newToken, TOKEN_PATTERN } from './private-file';
import { parseRole, type Role, roleSuffices, weaker } from './role';
import {
  inBoth,
  NO_NARROW_ADMIN,
  type Rights,
  requireTenants,
  rightsOf,
  storedTenants,
  type Tenants,
} from './tenants';

/** So that a person, and a program that looks for leaked secrets, knows what it is. */
const PREFIX = 'ovl_';
/** Milliseconds: how late the last use of a token may be shown. */
const TOUCH_EVERY_MS = 60_000;
const DAY_MS = 24 * 3_600_000;

export type TokenSummary = {
  id: string;
  name: string;
  /** What it counts for now: never more than its maker. */
  role: Role;
  /** Ids of the tenants that it is narrowed to now; null: all. */
  tenants: Tenants;
  /** Who made it. */
  owner: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
  expiresAt: number;
  lastUsedAt: number | null;
  /** An address. */
  lastUsedFrom: string | null;
};

const withUser = {
  user: { select: { id: true, name: true, role: true, tenants: true, disabledAt: true } },
} as const;

/**
 * Makes a token for a program. Its text is given this once and kept nowhere.
 * @throws AuthError
 */
export async function createToken(
  wish: { name: string; role: Role; days: number; tenants: Tenants },
  by: Principal,
): Promise<{ id: string; token: string; expiresAt: number }> {
  if (!roleSuffices(by.role, wish.role)) {
    throw new AuthError('token', `A token cannot be ${wish.role} where its maker is ${by.role}.`);
  }
  if (wish.role === 'admin' && wish.tenants !== null) throw new AuthError('token', NO_NARROW_ADMIN);
  // Not by whom: of a tenant that is none of theirs, a maker learns not even that it is there.
  if (wish.tenants && inBoth(wish.tenants, by.tenants)?.length !== wish.tenants.length) {
    throw new AuthError('token', 'A token cannot have a tenant that its maker does not have.');
  }
  const owner = ownerOf(by);
  const token = `${PREFIX}${newToken()}`;
  const id = randomUUID();
  const now = new Date();
  const expiresAt = new Date(now.getTime() + wish.days * DAY_MS);
  await database().$transaction(async (tx) => {
    if (await tx.apiToken.findFirst({ where: { name: wish.name, userId: owner } })) {
      throw new AuthError(
        'token',
        `There is a token called ${wish.name} already: revoke it, or choose another name.`,
      );
    }
    const words = await requireTenants(tx, wish.tenants);
    const { name, role } = wish;
    const tenants = storedTenants(wish.tenants);
    const data = {
      id,
      name,
      role,
      tenants,
      tokenHash: hash(token),
      userId: owner,
      createdAt: now,
      expiresAt,
    };
    await tx.apiToken.create({ data });
    await audit(tx, {
      ...actorOf(by),
      action: 'tokens.create',
      subject: name,
      sentence: `${by.name} made the token ${name} as ${role}${words}, good until ${expiresAt.toISOString()}`,
      outcome: 'done',
      detail: {
        before: null,
        after: { id, name, role, tenants: wish.tenants, expiresAt: expiresAt.getTime() },
      },
    });
  });
  return { id, token, expiresAt: expiresAt.getTime() };
}

/** All of them for an admin, else one's own. */
export async function listTokens(by: Principal): Promise<TokenSummary[]> {
  const rows = await database().apiToken.findMany({
    where: by.role === 'admin' ? {} : { userId: by.id },
    orderBy: [{ createdAt: 'desc' }],
    include: withUser,
  });
  return rows.flatMap((row) => {
    // One whose time is over is listed until it is revoked.
    const given = parseRole(row.role);
    const rights = rightsOfRow(row) ?? (given && rightsOf(given, row.tenants));
    if (rights === null) return [];
    const { id, name, user, createdAt, expiresAt, lastUsedAt, lastUsedFrom } = row;
    return [
      {
        ...{ id, name, ...rights, owner: user?.name ?? 'cli', lastUsedFrom },
        createdAt: createdAt.getTime(),
        expiresAt: expiresAt.getTime(),
        lastUsedAt: lastUsedAt?.getTime() ?? null,
      },
    ];
  });
}

/** Ends a token and the streams that it has open. An admin may end anybody's. @throws AuthError */
export async function revokeToken(id: string, by: Principal): Promise<void> {
  await database().$transaction(async (tx) => {
    const row = await tx.apiToken.findUnique({ where: { id }, include: withUser });
    if (!row || (by.role !== 'admin' && row.userId !== by.id)) {
      throw new AuthError('token', 'There is no such token: somebody may have revoked it.');
    }
    await tx.apiToken.delete({ where: { id } });
    const owner = row.user?.name ?? 'cli';
    await audit(tx, {
      ...actorOf(by),
      action: 'tokens.revoke',
      subject: row.name,
      sentence: `${by.name} revoked the token ${row.name}${owner === by.name ? '' : ` of ${owner}`}`,
      outcome: 'done',
      detail: { before: { id, name: row.name, role: row.role, owner }, after: null },
    });
  });
  announceEnding([id]);
}

/** Who a token stands for, or null where it is no good. Its last use is written down. */
export async function tokenPrincipal(text: string, address: string | null): Promise<Principal | null> {
  if (!text.startsWith(PREFIX) || !TOKEN_PATTERN.test(text.slice(PREFIX.length))) return null;
  const row = await database().apiToken.findUnique({ where: { tokenHash: hash(text) }, include: withUser });
  const rights = row && rightsOfRow(row);
  if (!row || !rights) return null;
  if (Date.now() - (row.lastUsedAt?.getTime() ?? 0) > TOUCH_EVERY_MS || row.lastUsedFrom !== address) {
    // Many, for it may have been revoked meanwhile.
    await database().apiToken.updateMany({
      where: { id: row.id },
      data: { lastUsedAt: new Date(), lastUsedFrom: address },
    });
  }
  const from = { address, via: 'token', id: shortId(row.id) } as const;
  // Users' names have no slash: nobody can be taken for a token.
  return { kind: 'token', id: row.id, name: `${row.user?.name ?? 'cli'}/${row.name}`, ...rights, from };
}

/** What a token that was let in may do now; null: it is no good any more. */
export async function tokenRights(id: string): Promise<Rights | null> {
  const row = await database().apiToken.findUnique({ where: { id }, include: withUser });
  return row && rightsOfRow(row);
}

type Row = {
  role: string;
  tenants: string | null;
  expiresAt: Date;
  userId: string | null;
  user: { role: string; tenants: string | null; disabledAt: Date | null } | null;
};

/** Never more than those of its maker. null: it is no good. */
function rightsOfRow(row: Row): Rights | null {
  const given = parseRole(row.role);
  if (given === null || row.expiresAt.getTime() <= Date.now()) return null;
  if (row.userId === null) return rightsOf(given, row.tenants);
  const makers = row.user && row.user.disabledAt === null ? parseRole(row.user.role) : null;
  if (!row.user || !makers) return null;
  const { tenants } = rightsOf(makers, row.user.tenants);
  const own = rightsOf(weaker(given, makers), row.tenants);
  return { role: own.role, tenants: inBoth(own.tenants, tenants) };
}

/** A token that makes a token would outlive its own end. */
function ownerOf(by: Principal): string | null {
  if (by.kind === 'user') return by.id;
  if (by.id === COMMAND_LINE_ID) return null;
  throw new AuthError('token', 'A token makes no tokens: sign in to make one.');
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
