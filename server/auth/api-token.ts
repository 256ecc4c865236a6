import { createHash, randomUUID } from 'node:crypto';
import { audit } from '../db/audit';
import { database } from '../db/client';
import { announceEnding } from './endings';
import { AuthError } from './error';
import { actorOf, COMMAND_LINE_ID, type Principal, shortId } from './principal';
import { newToken, TOKEN_PATTERN } from './private-file';
import { parseRole, type Role, roleSuffices, weaker } from './role';

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
  /** Who made it. */
  owner: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
  expiresAt: number;
  lastUsedAt: number | null;
  /** An address. */
  lastUsedFrom: string | null;
};

const withUser = { user: { select: { id: true, name: true, role: true, disabledAt: true } } } as const;

/**
 * Makes a token for a program. Its text is given this once and kept nowhere.
 * @throws AuthError
 */
export async function createToken(
  wish: { name: string; role: Role; days: number },
  by: Principal,
): Promise<{ id: string; token: string; expiresAt: number }> {
  if (!roleSuffices(by.role, wish.role)) {
    throw new AuthError('token', `A token cannot be ${wish.role} where its maker is ${by.role}.`);
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
    const { name, role } = wish;
    const data = { id, name, role, tokenHash: hash(token), userId: owner, createdAt: now, expiresAt };
    await tx.apiToken.create({ data });
    await audit(tx, {
      ...actorOf(by),
      action: 'tokens.create',
      subject: name,
      sentence: `${by.name} made the token ${name} as ${role}, good until ${expiresAt.toISOString()}`,
      outcome: 'done',
      detail: { before: null, after: { id, name, role, expiresAt: expiresAt.getTime() } },
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
    const role = roleOf(row) ?? parseRole(row.role);
    if (role === null) return [];
    const { id, name, user, createdAt, expiresAt, lastUsedAt, lastUsedFrom } = row;
    return [
      {
        ...{ id, name, role, owner: user?.name ?? 'cli', lastUsedFrom },
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
  const role = row && roleOf(row);
  if (!row || !role) return null;
  if (Date.now() - (row.lastUsedAt?.getTime() ?? 0) > TOUCH_EVERY_MS || row.lastUsedFrom !== address) {
    // Many, for it may have been revoked meanwhile.
    await database().apiToken.updateMany({
      where: { id: row.id },
      data: { lastUsedAt: new Date(), lastUsedFrom: address },
    });
  }
  const from = { address, via: 'token', id: shortId(row.id) } as const;
  // Users' names have no slash: nobody can be taken for a token.
  return { kind: 'token', id: row.id, name: `${row.user?.name ?? 'cli'}/${row.name}`, role, from };
}

/** Whether a token that was let in may go on. */
export async function isTokenAllowed(id: string, needed: Role): Promise<boolean> {
  const row = await database().apiToken.findUnique({ where: { id }, include: withUser });
  const role = row && roleOf(row);
  return role !== null && roleSuffices(role, needed);
}

type Row = {
  role: string;
  expiresAt: Date;
  userId: string | null;
  user: { role: string; disabledAt: Date | null } | null;
};

/** null: it is no good. */
function roleOf({ role: given, expiresAt, userId, user }: Row): Role | null {
  const role = parseRole(given);
  if (role === null || expiresAt.getTime() <= Date.now()) return null;
  if (userId === null) return role;
  const makers = user && user.disabledAt === null ? parseRole(user.role) : null;
  return makers && weaker(role, makers);
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
