import { audit } from '../db/audit';
import { database } from '../db/client';
import { tokenPrincipal, tokenRights } from './api-token';
import { ABSOLUTE_SECONDS, auth } from './better-auth';
import { announceEnding } from './endings';
import { peerOf } from './peer';
import { actorOf, COMMAND_LINE_ID, commandLine, type Principal, shortId } from './principal';
import { parseRole } from './role';
import { type Rights, rightsOf } from './tenants';
import { isCommandLineToken } from './token';
import { viewCookieName, viewPrincipal, viewRights } from './view-link';

export type Identified = {
  principal: Principal | null;
  /** `Set-Cookie` lines for the answer: the idle end of a session moves with its use. */
  cookies: string[];
};

const NOBODY: Identified = { principal: null, cookies: [] };

/**
 * Who sent a request: by its bearer token where it has one, else by its session cookie, else, where `views` are let
 * in, by the cookie of a wall display.
 */
export async function identify(headers: Headers, { views = false } = {}): Promise<Identified> {
  const address = peerOf(headers);
  const authorization = headers.get('authorization');
  if (authorization !== null) {
    const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
    if (!token) return NOBODY;
    const principal = isCommandLineToken(token)
      ? commandLine({ address, via: 'command line', id: null })
      : await tokenPrincipal(token, address);
    return { principal, cookies: [] };
  }
  const cookie = headers.get('cookie');
  if (cookie === null) return NOBODY;
  const signedIn = await bySession(headers, address);
  if (signedIn.principal || !views) return signedIn;
  const view = cookieOf(cookie, viewCookieName());
  return { ...signedIn, principal: view === null ? null : await viewPrincipal(view, address) };
}

async function bySession(headers: Headers, address: string | null): Promise<Identified> {
  const { response, headers: answered } = await auth().api.getSession({ headers, returnHeaders: true });
  const cookies = answered.getSetCookie();
  if (!response) return { principal: null, cookies };
  const { session, user } = response;
  const role = parseRole(user.role);
  if (role === null || user.disabledAt || isTooOld(session.createdAt)) return NOBODY;
  const from = { address, via: 'session', id: shortId(session.id) } as const;
  return {
    principal: {
      ...{ kind: 'user', id: user.id, name: user.name, sessionId: session.id, from },
      ...rightsOf(role, user.tenants),
    },
    cookies,
  };
}

function cookieOf(header: string, name: string): string | null {
  const pairs = header.split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
}

/** What somebody who was let in may do now; null: what let them in is gone, or its time is over. */
export async function presentRights(principal: Principal): Promise<Rights | null> {
  switch (principal.kind) {
    case 'token':
      return principal.id === COMMAND_LINE_ID ? { role: 'admin', tenants: null } : tokenRights(principal.id);
    case 'view':
      return viewRights(principal.id);
    case 'user':
      return sessionRights(principal.sessionId);
  }
}

/** What is announced where a principal may have ended. */
export function endingOf(principal: Principal): string {
  return principal.kind === 'user' ? principal.sessionId : principal.id;
}

async function sessionRights(id: string): Promise<Rights | null> {
  const session = await database().session.findUnique({
    where: { id },
    select: {
      ...{ expiresAt: true, createdAt: true },
      user: { select: { role: true, tenants: true, disabledAt: true } },
    },
  });
  if (!session || session.expiresAt.getTime() <= Date.now() || isTooOld(session.createdAt)) return null;
  const role = session.user.disabledAt === null ? parseRole(session.user.role) : null;
  return role && rightsOf(role, session.user.tenants);
}

/** Ends the session of a user, its open streams included. Gives the `Set-Cookie` lines that clear the cookie. */
export async function signOut(principal: Principal, headers: Headers): Promise<string[]> {
  if (principal.kind !== 'user') return [];
  await database().$transaction(async (tx) => {
    await tx.session.deleteMany({ where: { id: principal.sessionId } });
    await audit(tx, {
      ...actorOf(principal),
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
