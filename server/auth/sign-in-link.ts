import { createHash, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { database, type Transaction } from '../db/client';
import { dataFolder } from '../db/folder';
import { productOrigin } from './origin';
import { newToken, TOKEN_PATTERN, writePrivateFile } from './private-file';

const GOOD_FOR_MS = 24 * 3_600_000;

export const FIRST_ADMIN = 'admin';

export type NewLink = { url: string /** Milliseconds since the epoch. */; expiresAt: number };

/** A link that signs this user in once; older ones of the same user are no good from now on. null: the first admin, who
 * may sign in again whoever disabled them: it is made by whoever has the server. */
export async function newLink(userId: string | null): Promise<NewLink> {
  return database().$transaction((tx) => newLinkIn(tx, userId));
}

export async function newLinkIn(tx: Transaction, userId: string | null): Promise<NewLink> {
  const token = newToken();
  const expiresAt = new Date(Date.now() + GOOD_FOR_MS);
  await tx.signInLink.deleteMany({ where: { userId } });
  await tx.signInLink.create({ data: { tokenHash: hash(token), userId, expiresAt } });
  const url = new URL('/login/link', productOrigin());
  url.searchParams.set('token', token);
  return { url: url.href, expiresAt: expiresAt.getTime() };
}

const linkFile = () => join(dataFolder(), 'sign-in-link');

/**
 * At a start on which no admin is signed in, writes a link for the first admin into the data folder; else removes
 * what an earlier start wrote.
 */
export async function offerFirstLink(): Promise<void> {
  const signedIn = await database().session.count({
    where: { expiresAt: { gt: new Date() }, user: { role: 'admin' } },
  });
  if (signedIn > 0) rmSync(linkFile(), { force: true });
  else writePrivateFile(linkFile(), (await newLink(null)).url);
}

/** `invited`: somebody made the link for this user, and nobody with the server for the first admin. */
type Used = { userId: string; invited: boolean };

/**
 * Uses a link up and gives its user, who is made where it is the first admin; null where the link was used,
 * has expired or never was.
 */
export async function takeLink(token: string): Promise<Used | null> {
  if (!TOKEN_PATTERN.test(token)) return null;
  const tokenHash = hash(token);
  return database().$transaction(async (tx) => {
    const link = await tx.signInLink.findUnique({ where: { tokenHash } });
    // Whoever removes the row has the link; a second one at the same time removes none.
    const { count } = await tx.signInLink.deleteMany({ where: { tokenHash, expiresAt: { gt: new Date() } } });
    if (!link || count !== 1) return null;
    const user =
      link.userId === null
        ? await firstAdmin(tx)
        : await tx.user.findUnique({ where: { id: link.userId }, select: { id: true, name: true } });
    if (!user) return null;
    if (link.userId === null) rmSync(linkFile(), { force: true });
    return { userId: user.id, invited: link.userId !== null };
  });
}

async function firstAdmin(tx: Transaction): Promise<{ id: string; name: string }> {
  const now = new Date();
  return tx.user.upsert({
    where: { name: FIRST_ADMIN },
    create: { id: randomUUID(), ...namedUser(FIRST_ADMIN), role: 'admin', createdAt: now },
    update: { role: 'admin', disabledAt: null },
    select: { id: true, name: true },
  });
}

/** better-auth wants a mail address of every user; `.invalid` can never be one (RFC 2606). */
export function namedUser(name: string): { name: string; email: string } {
  return { name, email: `${name}@users.invalid` };
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
