import { randomUUID } from 'node:crypto';
import { audit } from '../db/audit';
import { database, type Transaction } from '../db/client';
import { announceEnding } from './endings';
import { AuthError } from './error';
import { actorOf, type Principal } from './principal';
import { parseRole, type Role } from './role';
import { FIRST_ADMIN, type NewLink, namedUser, newLinkIn } from './sign-in-link';
import {
  NO_NARROW_ADMIN,
  requireTenants,
  rightsOf,
  sameTenants,
  storedTenants,
  type Tenants,
} from './tenants';

/** Actors that are not users, so that no user can be taken for them in the audit log. */
const RESERVED = new Set([
  'cli',
  'controller',
  'lab',
  'network',
  'nobody',
  'overlane',
  'system',
  'view',
  FIRST_ADMIN,
]);

export type UserSummary = {
  id: string;
  name: string;
  role: Role;
  /** Ids of the tenants that they are narrowed to; null: all. */
  tenants: Tenants;
  disabled: boolean;
  hasPassword: boolean;
  /** They came by single sign-on, which says what their role is. */
  external: boolean;
  /** Milliseconds since the epoch. */
  createdAt: number;
  /** Of their newest session; null: none is alive. */
  lastSeenAt: number | null;
  /** Sessions that are alive now. */
  sessions: number;
};

export async function listUsers(): Promise<UserSummary[]> {
  const users = await database().user.findMany({
    orderBy: { name: 'asc' },
    include: {
      sessions: { where: { expiresAt: { gt: new Date() } }, select: { updatedAt: true } },
      accounts: { select: { providerId: true } },
    },
  });
  return users.flatMap(({ id, name, createdAt, disabledAt, sessions, accounts, ...user }) => {
    const role = parseRole(user.role);
    if (!role) return [];
    const used = sessions.map(({ updatedAt }) => updatedAt.getTime());
    return [
      {
        ...{ id, name, ...rightsOf(role, user.tenants) },
        disabled: disabledAt !== null,
        hasPassword: accounts.some(({ providerId }) => providerId === 'credential'),
        external: accounts.some(({ providerId }) => providerId !== 'credential'),
        createdAt: createdAt.getTime(),
        lastSeenAt: used.length > 0 ? Math.max(...used) : null,
        sessions: sessions.length,
      },
    ];
  });
}

/** Makes a user and the link by which they sign in for the first time. @throws AuthError */
export async function createUser(
  wish: { name: string; role: Role; tenants: Tenants },
  by: Principal,
): Promise<{ id: string } & NewLink> {
  if (isReserved(wish.name))
    throw new AuthError('user', `The name ${wish.name} is kept for Overlane itself.`);
  return database().$transaction(async (tx) => {
    if (await tx.user.findUnique({ where: { name: wish.name } })) {
      throw new AuthError('user', `There is a user called ${wish.name} already.`);
    }
    if (wish.role === 'admin' && wish.tenants !== null) throw new AuthError('user', NO_NARROW_ADMIN);
    const words = await requireTenants(tx, wish.tenants);
    const { id } = await tx.user.create({
      data: {
        ...{ id: randomUUID(), ...namedUser(wish.name), role: wish.role },
        tenants: storedTenants(wish.tenants),
      },
    });
    await audit(tx, {
      ...actorOf(by),
      action: 'users.create',
      subject: wish.name,
      sentence: `${by.name} added ${wish.name} as ${wish.role}${words}`,
      outcome: 'done',
      detail: { before: null, after: { name: wish.name, role: wish.role, tenants: wish.tenants } },
    });
    return { id, ...(await newLinkIn(tx, id)) };
  });
}

/** Whether no user may be called so. */
export function isReserved(name: string): boolean {
  return RESERVED.has(name);
}

/** A new sign-in link for a user. @throws AuthError */
export async function linkForUser(id: string, by: Principal): Promise<NewLink> {
  return database().$transaction(async (tx) => {
    const user = await requireUser(tx, id);
    if (user.disabledAt) throw new AuthError('user', `${user.name} is disabled: enable them first.`);
    await audit(tx, {
      ...actorOf(by),
      action: 'users.newLink',
      subject: user.name,
      sentence: `${by.name} made a sign-in link for ${user.name}`,
      outcome: 'done',
    });
    return newLinkIn(tx, id);
  });
}

/** Gives a user another role; streams that need more than it end. @throws AuthError */
export async function setRole(id: string, role: Role, by: Principal): Promise<void> {
  const ended = await database().$transaction(async (tx) => {
    const user = await requireUser(tx, id);
    if (user.role === role) return [];
    if (role !== 'admin') await requireOtherAdmin(tx, user);
    await tx.user.update({ where: { id }, data: { role } });
    await audit(tx, {
      ...actorOf(by),
      action: 'users.setRole',
      subject: user.name,
      sentence: `${by.name} made ${user.name}, who was ${user.role}, ${role}`,
      outcome: 'done',
      detail: { before: { role: user.role }, after: { role } },
    });
    return endingsOf(user);
  });
  announceEnding(ended);
}

/** Narrows a user to tenants, or to none; what they have open ends and begins again. @throws AuthError */
export async function setTenants(id: string, tenants: Tenants, by: Principal): Promise<void> {
  const ended = await database().$transaction(async (tx) => {
    const user = await requireUser(tx, id);
    if (user.role === 'admin' && tenants !== null) throw new AuthError('user', NO_NARROW_ADMIN);
    const before = rightsOf('viewer', user.tenants).tenants;
    if (sameTenants(before, tenants)) return [];
    const words = await requireTenants(tx, tenants);
    await tx.user.update({ where: { id }, data: { tenants: storedTenants(tenants) } });
    await audit(tx, {
      ...actorOf(by),
      action: 'users.setTenants',
      subject: user.name,
      sentence:
        tenants === null
          ? `${by.name} gave ${user.name} all tenants`
          : `${by.name} narrowed the rights of ${user.name}:${words.replace(' for', '')}`,
      outcome: 'done',
      detail: { before: { tenants: before }, after: { tenants } },
    });
    return endingsOf(user);
  });
  announceEnding(ended);
}

/** Keeps a user out, or lets them in again. Their sessions, links and open streams end. @throws AuthError */
export async function setDisabled(id: string, disabled: boolean, by: Principal): Promise<void> {
  const ended = await database().$transaction(async (tx) => {
    const user = await requireUser(tx, id);
    if ((user.disabledAt !== null) === disabled) return [];
    if (disabled) await requireOtherAdmin(tx, user);
    await tx.user.update({ where: { id }, data: { disabledAt: disabled ? new Date() : null } });
    if (disabled) {
      await tx.session.deleteMany({ where: { userId: id } });
      await tx.signInLink.deleteMany({ where: { userId: id } });
    }
    await audit(tx, {
      ...actorOf(by),
      action: disabled ? 'users.disable' : 'users.enable',
      subject: user.name,
      sentence: `${by.name} ${disabled ? 'disabled' : 'enabled'} ${user.name}`,
      outcome: 'done',
      detail: { before: { disabled: !disabled }, after: { disabled } },
    });
    return endingsOf(user);
  });
  announceEnding(ended);
}

/** Signs a user out everywhere. Tokens of theirs go on. @throws AuthError */
export async function endSessionsOf(id: string, by: Principal): Promise<number> {
  const ended = await database().$transaction(async (tx) => {
    const user = await requireUser(tx, id);
    await tx.session.deleteMany({ where: { userId: id } });
    await audit(tx, {
      ...actorOf(by),
      action: 'users.endSessions',
      subject: user.name,
      sentence: `${by.name} signed ${user.name} out everywhere`,
      outcome: 'done',
    });
    return user.sessions.map((session) => session.id);
  });
  announceEnding(ended);
  return ended.length;
}

/** Removes a user, their sessions, links and tokens; their open streams end. @throws AuthError */
export async function removeUser(id: string, by: Principal): Promise<void> {
  const ended = await database().$transaction(async (tx) => {
    const user = await requireUser(tx, id);
    await requireOtherAdmin(tx, user);
    await tx.signInLink.deleteMany({ where: { userId: id } });
    await tx.user.delete({ where: { id } });
    await audit(tx, {
      ...actorOf(by),
      action: 'users.remove',
      subject: user.name,
      sentence: `${by.name} removed ${user.name}`,
      outcome: 'done',
      detail: { before: { name: user.name, role: user.role }, after: null },
    });
    return endingsOf(user);
  });
  announceEnding(ended);
}

type Found = Awaited<ReturnType<typeof requireUser>>;

async function requireUser(tx: Transaction, id: string) {
  const ids = { select: { id: true } } as const;
  const user = await tx.user.findUnique({ where: { id }, include: { sessions: ids, tokens: ids } });
  if (!user) throw new AuthError('user', 'There is no such user.');
  return user;
}

/** Somebody must be left who can let others in. */
async function requireOtherAdmin(tx: Transaction, user: Found): Promise<void> {
  if (user.role !== 'admin' || user.disabledAt !== null) return;
  const others = await tx.user.count({ where: { role: 'admin', disabledAt: null, id: { not: user.id } } });
  if (others === 0)
    throw new AuthError('user', `${user.name} is the last admin: make somebody else an admin first.`);
}

function endingsOf(user: Found): string[] {
  return [...user.sessions, ...user.tokens].map(({ id }) => id);
}
