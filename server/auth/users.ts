import { randomUUID } from 'node:crypto';
import { audit } from '../db/audit';
import { database } from '../db/client';
import { announceEnding } from './endings';
import { AuthError } from './error';
import { actorOf, type Principal } from './principal';
import { parseRole, type Role } from './role';
import { FIRST_ADMIN, type NewLink, namedUser, newLinkIn } from './sign-in-link';

/** Actors that are not users, so that no user can be taken for them in the audit log. */
const RESERVED = new Set(['cli', 'lab', 'nobody', 'overlane', 'system', FIRST_ADMIN]);

export type UserSummary = {
  id: string;
  name: string;
  role: Role;
  /** Milliseconds since the epoch. */
  createdAt: number;
  /** Sessions that are alive now. */
  sessions: number;
};

export async function listUsers(): Promise<UserSummary[]> {
  const users = await database().user.findMany({
    orderBy: { name: 'asc' },
    select: {
      id: true,
      name: true,
      role: true,
      createdAt: true,
      _count: { select: { sessions: { where: { expiresAt: { gt: new Date() } } } } },
    },
  });
  return users.flatMap((user) => {
    const role = parseRole(user.role);
    const { id, name, createdAt, _count } = user;
    return role ? [{ id, name, role, createdAt: createdAt.getTime(), sessions: _count.sessions }] : [];
  });
}

/** Makes a user and the link by which they sign in for the first time. @throws AuthError */
export async function createUser(
  wish: { name: string; role: Role },
  by: Principal,
): Promise<{ id: string } & NewLink> {
  if (RESERVED.has(wish.name))
    throw new AuthError('user', `The name ${wish.name} is kept for Overlane itself.`);
  return database().$transaction(async (tx) => {
    if (await tx.user.findUnique({ where: { name: wish.name } })) {
      throw new AuthError('user', `There is a user called ${wish.name} already.`);
    }
    const { id } = await tx.user.create({
      data: { id: randomUUID(), ...namedUser(wish.name), role: wish.role },
    });
    await audit(tx, {
      ...actorOf(by),
      action: 'users.create',
      subject: wish.name,
      sentence: `${by.name} added ${wish.name} as ${wish.role}`,
      outcome: 'done',
    });
    return { id, ...(await newLinkIn(tx, id)) };
  });
}

/** A new sign-in link for a user. @throws AuthError */
export async function linkForUser(id: string, by: Principal): Promise<NewLink> {
  return database().$transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { id } });
    if (!user) throw new AuthError('user', 'There is no such user.');
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

/** Removes a user, their sessions and links; their open streams end. @throws AuthError */
export async function removeUser(id: string, by: Principal): Promise<void> {
  const sessions = await database().$transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { id }, include: { sessions: { select: { id: true } } } });
    if (!user) throw new AuthError('user', 'There is no such user.');
    if (user.role === 'admin' && (await tx.user.count({ where: { role: 'admin' } })) === 1) {
      throw new AuthError('user', `${user.name} is the last admin: make somebody else an admin first.`);
    }
    await tx.signInLink.deleteMany({ where: { userId: id } });
    await tx.user.delete({ where: { id } });
    await audit(tx, {
      ...actorOf(by),
      action: 'users.remove',
      subject: user.name,
      sentence: `${by.name} removed ${user.name}`,
      outcome: 'done',
    });
    return user.sessions.map((session) => session.id);
  });
  announceEnding(sessions);
}
