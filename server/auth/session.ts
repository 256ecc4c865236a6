import { audit } from '../db/audit';
import { database } from '../db/client';
import { ABSOLUTE_SECONDS, auth } from './better-auth';
import { announceEnding } from './endings';
import { COMMAND_LINE, type Principal } from './principal';
import { parseRole, type Role, roleSuffices } from './role';
import { isCommandLineToken } from './token';

export type Identified = {
  principal: Principal | null;
  /** `Set-Cookie` lines for the answer: the idle end of a session moves with its use. */
  cookies: string[];
};

const NOBODY: Identified = { principal: null, cookies: [] };

/** Who sent a request: by its bearer token where it has one, else by its session cookie. */
export async function identify(headers: Headers): Promise<Identified> {
  const authorization = headers.get('authorization');
  if (authorization !== null) {
    const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
    return token && isCommandLineToken(token) ? { principal: COMMAND_LINE, cookies: [] } : NOBODY;
  }
  if (headers.get('cookie') === null) return NOBODY;
  const { response, headers: answered } = await auth().api.getSession({ headers, returnHeaders: true });
  const cookies = answered.getSetCookie();
  if (!response) return { principal: null, cookies };
  const { session, user } = response;
  const role = parseRole(user.role);
  if (role === null || isTooOld(session.createdAt)) return NOBODY;
  return {
    principal: { kind: 'user', id: user.id, name: user.name, role, sessionId: session.id },
    cookies,
  };
}

/** Whether an open stream may go on: the session is there, in time, and its user still has the role. */
export async function isStillAllowed(principal: Principal, needed: Role): Promise<boolean> {
  if (principal.kind === 'token') return true;
  const session = await database().session.findUnique({
    where: { id: principal.sessionId },
    select: { expiresAt: true, createdAt: true, user: { select: { role: true } } },
  });
  if (!session || session.expiresAt.getTime() <= Date.now() || isTooOld(session.createdAt)) return false;
  const role = parseRole(session.user.role);
  return role !== null && roleSuffices(role, needed);
}

/** Ends the session of a user, its open streams included. Gives the `Set-Cookie` lines that clear the cookie. */
export async function signOut(principal: Principal, headers: Headers): Promise<string[]> {
  if (principal.kind === 'token') return [];
  await database().$transaction(async (tx) => {
    await tx.session.deleteMany({ where: { id: principal.sessionId } });
    await audit(tx, {
      actor: principal.name,
      action: 'session.signOut',
      subject: principal.name,
      sentence: `${principal.name} signed out`,
      outcome: 'done',
    });
  });
  announceEnding([principal.sessionId]);
  const { headers: answered } = await auth().api.signOut({ headers, returnHeaders: true });
  return answered.getSetCookie();
}

function isTooOld(createdAt: Date): boolean {
  return createdAt.getTime() + ABSOLUTE_SECONDS * 1000 <= Date.now();
}
