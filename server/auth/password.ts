import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { audit } from '../db/audit';
import { database } from '../db/client';
import { Attempts } from './attempts';
import { announceEnding } from './endings';
import { AuthError } from './error';
import { passwordFault } from './password-rule';
import { actorOf, type Principal } from './principal';
import { newToken } from './private-file';

/** As better-auth names the account that holds a password. */
const PROVIDER = 'credential';
/** Milliseconds after a sign-in by link within which a password can be set without the one before. */
const FRESH_MS = 3_600_000;
/** Passwords that are tried at once: each takes tens of megabytes and of milliseconds. */
const MOST_AT_ONCE = 4;

/** Shared over the module instances that Next makes. */
const slot = globalThis as typeof globalThis & {
  __overlaneAttempts?: Attempts;
  __overlaneTrying?: { now: number };
};

export function attempts(): Attempts {
  slot.__overlaneAttempts ??= new Attempts();
  return slot.__overlaneAttempts;
}

/** wrong: no such user, no password or another one; nobody is told which. busy, and locked for so many milliseconds. */
export type Tried = { userId: string } | { wrong: true } | { busy: true } | { lockedMs: number };

/** Tries a password, in the same time whether or not there is such a user. */
export async function tryPassword(name: string, password: string, address: string | null): Promise<Tried> {
  const lockedMs = attempts().wait(name, address);
  if (lockedMs > 0) return { lockedMs };
  slot.__overlaneTrying ??= { now: 0 };
  const trying = slot.__overlaneTrying;
  if (trying.now >= MOST_AT_ONCE) return { busy: true };
  trying.now += 1;
  // Counted before it is known to be wrong, so that many at once are not all let in.
  attempts().failed(name, address);
  try {
    const user = await database().user.findUnique({
      where: { name },
      select: { id: true, accounts: { where: { providerId: PROVIDER } } },
    });
    const hash = user?.accounts[0]?.password ?? null;
    const right = await verifyPassword({ hash: hash ?? (await nobodysHash()), password });
    if (!user || hash === null || !right) return { wrong: true };
    attempts().succeeded(name, address);
    return { userId: user.id };
  } finally {
    trying.now -= 1;
  }
}

let nobodys: Promise<string> | null = null;
function nobodysHash(): Promise<string> {
  nobodys ??= hashPassword(newToken());
  return nobodys;
}

export async function hasPassword(userId: string): Promise<boolean> {
  return (await database().account.count({ where: { userId, providerId: PROVIDER } })) > 0;
}

/**
 * Sets one's own password. The one before is asked for, except soon after a sign-in by link, which is how somebody who
 * forgot it comes back. All other sessions end.
 * @throws AuthError
 */
export async function setPassword(
  wish: { current: string | null; next: string },
  by: Principal,
): Promise<void> {
  if (by.kind !== 'user') throw new AuthError('password', 'Only a person has a password: sign in to set it.');
  await requireProof(wish.current, by);
  const fault = await passwordFault(wish.next, by.name);
  if (fault) throw new AuthError('password', fault);
  const password = await hashPassword(wish.next);
  const account = { providerId: PROVIDER, accountId: by.id };
  const ended = await database().$transaction(async (tx) => {
    const before = await tx.account.findUnique({ where: { providerId_accountId: account } });
    const now = new Date();
    await tx.account.upsert({
      where: { providerId_accountId: account },
      create: { id: newToken(), ...account, userId: by.id, password, createdAt: now },
      update: { password },
    });
    const others = { userId: by.id, id: { not: by.sessionId } };
    const sessions = await tx.session.findMany({ where: others, select: { id: true } });
    await tx.session.deleteMany({ where: others });
    // Links that were made before are no good any more.
    await tx.signInLink.deleteMany({ where: { userId: by.id } });
    await audit(tx, {
      ...actorOf(by),
      action: 'account.setPassword',
      subject: by.name,
      sentence: `${by.name} ${before ? 'changed the' : 'set a'} password`,
      outcome: 'done',
    });
    return sessions.map(({ id }) => id);
  });
  announceEnding(ended);
}

async function requireProof(current: string | null, by: Principal & { kind: 'user' }): Promise<void> {
  const session = await database().session.findUnique({ where: { id: by.sessionId } });
  const fresh = session?.via === 'link' && session.createdAt.getTime() + FRESH_MS > Date.now();
  if (fresh) return;
  if (!(await hasPassword(by.id))) {
    throw new AuthError(
      'password',
      'To set a first password, sign in with a link within the last hour: an admin makes one in Settings, Users.',
    );
  }
  const tried = current === null ? null : await tryPassword(by.name, current, by.from.address);
  if (tried && 'lockedMs' in tried) throw new AuthError('password', lockedSentence(tried.lockedMs));
  if (tried && 'busy' in tried) throw new AuthError('password', BUSY);
  if (!tried || 'wrong' in tried) throw new AuthError('password', 'The present password is not right.');
}

export const BUSY = 'Many people sign in at this moment: try again in some seconds.';

export function lockedSentence(ms: number): string {
  const minutes = Math.max(1, Math.ceil(ms / 60_000));
  return `Too many tries: wait ${minutes === 1 ? 'a minute' : `${minutes} minutes`}, or ask an admin for a sign-in link.`;
}
