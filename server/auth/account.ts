import { audit } from '../db/audit';
import { database } from '../db/client';
import { announceEnding } from './endings';
import { AuthError } from './error';
import { hasPassword } from './password';
import { actorOf, type Principal } from './principal';
import { SIGNED_IN_BY, type SignedInBy } from './session-plugin';

export type SessionSummary = {
  id: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
  /** Within five minutes of it. */
  lastUsedAt: number;
  expiresAt: number;
  address: string | null;
  /** As the browser calls itself: a stranger's word. */
  userAgent: string | null;
  via: SignedInBy;
  /** The one that asks. */
  present: boolean;
};

export type Account = {
  name: string;
  role: Principal['role'];
  hasPassword: boolean;
  sessions: SessionSummary[];
};

/** One's own. @throws AuthError for a token, which has no sessions */
export async function ownAccount(by: Principal): Promise<Account> {
  const { id, name, role, sessionId } = person(by);
  const rows = await database().session.findMany({
    where: { userId: id, expiresAt: { gt: new Date() } },
    orderBy: { updatedAt: 'desc' },
  });
  const sessions = rows.map((row) => ({
    id: row.id,
    createdAt: row.createdAt.getTime(),
    lastUsedAt: row.updatedAt.getTime(),
    expiresAt: row.expiresAt.getTime(),
    address: row.ipAddress || null,
    userAgent: row.userAgent || null,
    via: SIGNED_IN_BY.find((one) => one === row.via) ?? 'link',
    present: row.id === sessionId,
  }));
  return { name, role, hasPassword: await hasPassword(id), sessions };
}

/** Ends sessions of one's own, and their open streams: one, or all but the one that asks. @throws AuthError */
export async function endSessions(which: { id: string } | 'others', by: Principal): Promise<number> {
  const { id, name, sessionId } = person(by);
  const where = { userId: id, id: which === 'others' ? { not: sessionId } : which.id };
  const ended = await database().$transaction(async (tx) => {
    const rows = await tx.session.findMany({ where, select: { id: true } });
    await tx.session.deleteMany({ where });
    if (rows.length > 0) {
      await audit(tx, {
        ...actorOf(by),
        action: 'account.endSessions',
        subject: name,
        sentence: `${name} ended ${rows.length === 1 ? 'a session' : `${rows.length} sessions`} of their own`,
        outcome: 'done',
      });
    }
    return rows.map((row) => row.id);
  });
  announceEnding(ended);
  return ended.length;
}

function person(by: Principal): Principal & { kind: 'user' } {
  if (by.kind !== 'user') throw new AuthError('user', 'A token has no account of its own: sign in.');
  return by;
}
